import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { peerStates, peerStatesIn } from "../../../../src/verify/wire/socket-table.ts";

const HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  " +
  "timeout inode\n";
const SERVER = 3_000;

interface Row {
  readonly from: number;
  readonly to: number;
  readonly sent?: number;
  readonly waiting?: number;
  readonly inode?: number;
  readonly status?: string;
}

function row({ from, to, sent = 0, waiting = 0, inode = 77, status = "01" }: Row): string {
  const hex = (value: number, length: number): string =>
    value.toString(16).toUpperCase().padStart(length, "0");
  const queues = `${hex(sent, 8)}:${hex(waiting, 8)}`;
  return `   1: 0100007F:${hex(from, 4)} 0100007F:${hex(to, 4)} ${status} ${queues} ` +
    `00:00000000 00000000  1000        0 ${inode} 1 00000000f7ecd013 20 4 30 10 -1\n`;
}

describe("the states of connections", () => {
  it("tells what was read from what waits, in a process or for one", () => {
    const text = HEAD +
      row({ from: SERVER, to: 50_001 }) +
      row({ from: SERVER, to: 50_002, waiting: 90 }) +
      row({ from: SERVER, to: 50_003, waiting: 90, inode: 0 }) +
      row({ from: SERVER, to: 50_004, status: "08" });

    assert.deepEqual([...peerStatesIn(text, SERVER)], [
      [50_001, "read"],
      [50_002, "unread"],
      [50_003, "queued"],
      [50_004, "read"],
    ]);
  });

  it("is not sure as long as the client's end waits for an acknowledgement", () => {
    const text = HEAD +
      row({ from: SERVER, to: 50_001 }) +
      row({ from: 50_001, to: SERVER, sent: 90 }) +
      row({ from: SERVER, to: 50_002, waiting: 90 }) +
      row({ from: 50_002, to: SERVER, sent: 90 });

    assert.deepEqual([...peerStatesIn(text, SERVER)], [[50_001, "empty"], [50_002, "unread"]]);
  });

  it("passes over listeners, other servers, and what has ended", () => {
    const text = HEAD +
      row({ from: SERVER, to: 0, status: "0A" }) +
      row({ from: 4_000, to: 50_001 }) +
      row({ from: SERVER, to: 50_002, inode: 0, status: "06" }) +
      row({ from: SERVER, to: 50_003, inode: 0, status: "05" });

    assert.equal(peerStatesIn(text, SERVER).size, 0);
    assert.equal(peerStatesIn("", SERVER).size, 0);
  });

  it("knows nothing of a port that nobody uses", async () => {
    assert.equal((await peerStates(0)).size, 0);
  });
});
