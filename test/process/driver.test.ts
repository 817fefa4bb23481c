import assert from "node:assert/strict";
import { createServer, type Socket } from "node:net";
import { it } from "node:test";
import { freePort } from "../conformance/free-port.ts";
import { connected, fate, fetchOnce, get, okBody } from "../conformance/request.ts";
import { readResponse } from "../conformance/wire-response.ts";

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

/** Serves what `answer` writes to each connection, for the length of `judge`. */
async function scripted(
  answer: (socket: Socket, count: number) => void,
  judge: (port: number) => Promise<void>,
): Promise<void> {
  const port = await freePort();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    let count = 0;
    sockets.add(socket.on("error", () => {}).on("data", () => answer(socket, count += 1)));
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(port, resolve);
  await promise;
  await judge(port).finally(() => server.close());
  for (const socket of sockets) socket.destroy();
}

it("tells a complete response and an honest 503 from each other", async () => {
  const refusal = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
  await scripted((socket, count) => socket.write(count === 1 ? OK : refusal), async (port) => {
    const connection = await connected(port);

    assert.equal(fate(await connection.send(get("/")).next()), "answered");
    assert.equal(fate(await connection.send(get("/")).next()), "refused");
    connection.close();
  });
});

it("takes a connection that nobody accepts for a refusal", async () => {
  assert.equal(fate(await fetchOnce(await freePort(), "/")), "refused");
});

it("takes a new connection that ends without a byte for a loss", async () => {
  await scripted((socket) => socket.end(), async (port) => {
    assert.equal(fate(await fetchOnce(port, "/")), "lost");
  });
});

it("takes a new connection that is reset without a byte for a loss", async () => {
  await scripted((socket) => socket.resetAndDestroy(), async (port) => {
    assert.equal(fate(await fetchOnce(port, "/")), "lost");
  });
});

it("takes a kept connection that ends without a byte for a race", async () => {
  await scripted((socket, count) => count === 1 ? socket.write(OK) : socket.end(), async (port) => {
    const connection = await connected(port);

    assert.equal(fate(await connection.send(get("/")).next()), "answered");
    assert.equal(fate(await connection.send(get("/")).next()), "raced");
  });
});

it("takes a body that ends before its length for a cut", async () => {
  await scripted((socket) => socket.end(OK.slice(0, -1)), async (port) => {
    assert.equal(fate(await fetchOnce(port, "/")), "cut");
  });
});

it("takes a chunked body without its last chunk for a cut", async () => {
  await scripted((socket) => socket.end(`${CHUNKED}2\r\nok\r\n`), async (port) => {
    assert.equal(fate(await fetchOnce(port, "/")), "cut");
  });
});

it("reads two responses that arrive in one packet", async () => {
  await scripted((socket) => socket.end(OK + OK.replace("ok", "no")), async (port) => {
    const connection = await connected(port);
    connection.send(get("/") + get("/"));

    assert.equal(okBody(await connection.next()), "ok");
    assert.equal(okBody(await connection.next()), "no");
  });
});

it("reads a chunked body wherever it is split", () => {
  const bytes = Buffer.from(`${CHUNKED}2\r\nok\r\n3\r\n-ok\r\n0\r\n\r\n`);
  for (let length = 0; length < bytes.length; length += 1) {
    assert.notEqual(readResponse(bytes.subarray(0, length), false)?.complete, true);
  }

  const response = readResponse(bytes, false);

  assert.equal(response?.complete, true);
  assert.equal(response?.body.toString(), "ok-ok");
  assert.equal(response?.length, bytes.length);
});

it("passes over an interim response", () => {
  const interim = "HTTP/1.1 100 Continue\r\n\r\n";

  const response = readResponse(Buffer.from(interim + OK), false);

  assert.equal(response?.status, 200);
  assert.equal(response?.length, interim.length + OK.length);
});
