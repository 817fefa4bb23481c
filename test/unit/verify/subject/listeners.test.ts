import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import process from "node:process";
import { describe, it } from "node:test";
import { listenersOf, listeningRows } from "../../../../src/verify/subject/listeners.ts";
import { SEES_INSIDE } from "../../../../src/verify/subject/process-table.ts";

const HEAD =
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

function row(local: string, state: string, inode: number): string {
  const rest = `00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0`;
  return `   0: ${local} ${rest} ${inode} 1 0000000000000000 100 0 0 10 0\n`;
}

describe("listeningRows()", () => {
  it("reads where a socket listens, and leaves out those that do not", () => {
    const text = HEAD + row("0100007F:0BB8", "0A", 11) + row("0100007F:0BB8", "01", 12) +
      row("00000000:1F90", "0A", 13) + row("0A01A8C0:0050", "0A", 14);

    assert.deepEqual(listeningRows(text), [
      { host: "127.0.0.1", port: 3000, inode: "11" },
      { host: "127.0.0.1", port: 8080, inode: "13" },
      { host: "192.168.1.10", port: 80, inode: "14" },
    ]);
  });

  it("reads addresses of IPv6", () => {
    const text = HEAD + row("00000000000000000000000000000000:0BB8", "0A", 1) +
      row("00000000000000000000000001000000:0BB8", "0A", 2) +
      row("0000000000000000FFFF00000100007F:0BB8", "0A", 3) +
      row("B80D0120000000000000000001000000:0BB8", "0A", 4);

    const hosts = listeningRows(text).map(({ host }) => host);
    assert.deepEqual(hosts, ["127.0.0.1", "::1", "127.0.0.1", "2001:db8:0:0:0:0:0:1"]);
  });

  it("reads nothing out of nothing", () => {
    assert.deepEqual(listeningRows(""), []);
    assert.deepEqual(listeningRows(HEAD), []);
  });
});

describe("listenersOf()", () => {
  it("finds a listener of a process, and forgets it when it is closed", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const mine = (): readonly number[] =>
      listenersOf([process.pid]).map((each) => each.port).filter((each) => each === port);
    const expected = SEES_INSIDE ? [port] : [];

    assert.deepEqual(mine(), expected);
    await new Promise((closed) => server.close(closed));
    assert.deepEqual(mine(), []);
  });

  it("finds nothing of a process that is not there", () => {
    assert.deepEqual(listenersOf([2 ** 22 + 1]), []);
  });
});
