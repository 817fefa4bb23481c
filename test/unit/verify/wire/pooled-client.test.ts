import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { describe, it } from "node:test";
import { keepAsking } from "../../../../src/verify/wire/pooled-client.ts";
import { LAST, OK, rawServer, ROUTE } from "./raw-server.ts";

/** Lets a client ask until `count` requests have ended; returns on which connections they were. */
async function connectionsOf(
  serve: (socket: Socket) => void,
  count: number,
): Promise<readonly number[]> {
  const server = await rawServer(serve);
  try {
    const { traffic } = server;
    const isOver = (): boolean => traffic.answered >= count;
    await keepAsking(traffic, { lane: "hot", route: ROUTE, isOver });
    return traffic.records().raw.map(({ connection }) => connection);
  } finally {
    await server.close();
  }
}

describe("keepAsking()", () => {
  it("keeps its connection", async () => {
    const used = await connectionsOf((socket) => socket.on("data", () => socket.write(OK)), 3);

    assert.deepEqual(used, [1, 1, 1]);
  });

  it("obeys Connection: close, although the server leaves the connection open", async () => {
    const used = await connectionsOf((socket) => socket.on("data", () => socket.write(LAST)), 3);

    assert.deepEqual(used, [1, 2, 3]);
  });

  it("comes back when its connection was ended", async () => {
    const used = await connectionsOf((socket) => socket.on("data", () => socket.end(OK)), 3);

    assert.equal(used.length, 3);
    assert.ok((used.at(-1) ?? 0) > 1);
  });

  it("waits for as long as a refusal asks for, but not beyond the end", async () => {
    const asked = (text: string) =>
      `HTTP/1.1 503 Service Unavailable\r\n${text}Content-Length: 0\r\n\r\n`;
    const answersTo = async (text: string): Promise<number> => {
      const server = await rawServer((socket) =>
        socket.on("data", () => socket.write(asked(text)))
      );
      let calls = 0;
      await keepAsking(server.traffic, { lane: "hot", route: ROUTE, isOver: () => ++calls > 5 });
      await server.close();
      return server.traffic.answered;
    };

    assert.equal(await answersTo("Retry-After: 3600\r\n"), 1);
    assert.equal(await answersTo(""), 5);
    assert.equal(await answersTo("Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n"), 5);
  });

  it("never stops to try while there is nobody", async () => {
    const server = await rawServer(() => {});
    await server.close();
    const { traffic } = server;

    await keepAsking(traffic, { lane: "hot", route: ROUTE, isOver: () => traffic.answered >= 3 });

    const ends = traffic.records().raw.map(({ end }) => end);
    assert.deepEqual(ends, ["unreachable", "unreachable", "unreachable"]);
    assert.equal(traffic.openConnections, 0);
  });
});
