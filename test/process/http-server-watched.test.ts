// What is told of requests that no fetch handler answers: servers of Node alone.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createNodeServer } from "node:http";
import { connect, createServer as createHttp2Server } from "node:http2";
import { describe, it } from "node:test";
import { httpServer } from "../../adapters/node/mod.ts";
import { ask, context, watched } from "../unit/observe/watched-life.ts";

describe("observeRequests, on servers of node:http", () => {
  it("sees requests that no fetch handler answers", async () => {
    const { life, lines, until } = watched();
    let found: string | undefined;
    const server = createNodeServer((_, response) => {
      found = context.getStore();
      response.writeHead(204).end();
    });
    httpServer(life, server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };

    assert.equal(await ask(`http://127.0.0.1:${port}/orders`), 204);
    await until(3);
    await life.shutdown("test");

    assert.equal(found, "mine");
    assert.deepEqual(lines, ["admitted GET /orders me", "answered 204", "ended done"]);
  });

  it("sees streams of HTTP/2", async () => {
    const { life, lines, until } = watched();
    let found: string | undefined;
    const server = createHttp2Server((_, response) => {
      found = context.getStore();
      response.writeHead(200).end("ok");
    });
    httpServer(life, server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const session = connect(`http://127.0.0.1:${port}`);
    const stream = session.request({ ":path": "/orders?a=1", "x-name": "me" });
    stream.resume();
    await once(stream, "close");
    session.close();

    await until(3);
    await life.shutdown("test");

    assert.equal(found, "mine");
    assert.deepEqual(lines, ["admitted GET /orders me", "answered 200", "ended done"]);
  });
});
