// Event streams and HTTP/2 on servers of this process. Runs on Node.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type ServerResponse } from "node:http";
import { connect, createServer as createHttp2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { type AnyHttpServer, httpServer, scopeOf, serve } from "../../adapters/node/mod.ts";
import { Lifecycle } from "../../src/core/mod.ts";
import { connected, get, okBody } from "../conformance/request.ts";
import { within } from "../conformance/wait.ts";

const EVENTS = { "Content-Type": "text/event-stream" };

async function listening(server: AnyHttpServer): Promise<{ life: Lifecycle; port: number }> {
  const life = new Lifecycle({ graceMs: 3_000 });
  httpServer(life, server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  life.ready();
  return { life, port: (server.address() as AddressInfo).port };
}

function sendEvents(response: ServerResponse): void {
  const timer = setInterval(() => response.write("data: 1\n\n"), 20);
  response.on("close", () => clearInterval(timer));
}

const HEADS: readonly (readonly [name: string, listener: RequestListener])[] = [
  ["an object", (_, response) => sendEvents(response.writeHead(200, EVENTS))],
  [
    "a list",
    (_, response) => sendEvents(response.writeHead(200, "OK", Object.entries(EVENTS).flat())),
  ],
  [
    "a header set before",
    (_, response) => sendEvents(response.setHeader("Content-Type", "text/event-stream")),
  ],
];

describe("an event stream on Node", () => {
  for (const [name, listener] of HEADS) {
    it(`is long-lived from its head on, given as ${name}, and ended cleanly`, async () => {
      const { life, port } = await listening(createServer(listener));
      const connection = await connected(port);
      connection.send(get("/"));
      await connection.received((rest) => rest.includes("data"));
      assert.equal(life.gate.stats().longLived, 1);

      const report = life.shutdown("test");

      assert.match(okBody(await connection.next()), /^data: 1/);
      assert.equal((await within(report, "the report")).exitCode, 0);
    });
  }

  it("is ended cleanly at once when it begins after long-lived work has had its share", async () => {
    const server = createServer();
    const answers: (() => void)[] = [];
    server.on("request", (_, response: ServerResponse) => {
      answers.push(() => sendEvents(response.writeHead(200, EVENTS)));
    });
    const { life, port } = await listening(server);
    const first = await connected(port);
    const second = await connected(port);
    first.send(get("/"));
    second.send(get("/").replace("\r\n\r\n", "\r\nAccept: text/event-stream\r\n\r\n"));
    while (answers.length < 2) await once(server, "request");
    answers[0]?.();

    const report = life.shutdown("test");
    okBody(await first.next());
    answers[1]?.();

    okBody(await second.next());
    const { exitCode, gates } = await within(report, "the report");
    assert.equal(exitCode, 0);
    assert.deepEqual(gates.map(({ finished, cut }) => ({ finished, cut })), [{
      finished: 2,
      cut: 0,
    }]);
  });

  it("of a fetch-style handler is long-lived from its head on", async () => {
    const life = new Lifecycle({ graceMs: 3_000 });
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode("data: 1\n\n")),
    });
    const handler = (): Response => new Response(body, { headers: EVENTS });
    const { port } = await serve(life, handler, { port: 0, hostname: "127.0.0.1" });
    life.ready();
    const connection = await connected(port);
    connection.send(get("/"));
    await connection.received((rest) => rest.includes("data"));
    assert.equal(life.gate.stats().longLived, 1);

    const report = life.shutdown("test");

    assert.match(okBody(await connection.next()), /^data: 1/);
    assert.equal((await within(report, "the report")).exitCode, 0);
  });

  it("over HTTP/2 is long-lived from its head on, and ended cleanly", async () => {
    const server = createHttp2Server();
    server.on("stream", (stream) => {
      stream.respond({ ":status": 200, "content-type": "text/event-stream" });
      stream.write("data: 1\n\n");
    });
    const { life, port } = await listening(server);
    const session = connect(`http://127.0.0.1:${port}`);
    const stream = session.request({ ":path": "/" });
    await within(once(stream, "data"), "the first event");
    assert.equal(life.gate.stats().longLived, 1);

    const report = life.shutdown("test");
    await within(once(stream, "close"), "the stream");

    assert.equal(stream.rstCode, 0);
    assert.equal((await within(report, "the report")).exitCode, 0);
  });
});

describe("a request over HTTP/2", () => {
  it("counts once, and has a scope", async () => {
    const life = new Lifecycle({ graceMs: 3_000 });
    const handler = (request: Request): Response =>
      new Response(`${life.gate.inFlight} ${scopeOf(request)?.name}`);
    const { port } = await serve(life, handler, {
      port: 0,
      hostname: "127.0.0.1",
      native: { createServer: createHttp2Server },
    });
    life.ready();
    const session = connect(`http://127.0.0.1:${port}`);
    const stream = session.request({ ":path": "/orders" }).setEncoding("utf8");
    const [body] = await within(once(stream, "data"), "the body");

    assert.equal(body, "1 GET /orders");
    assert.equal((await within(life.shutdown("test"), "the report")).exitCode, 0);
  });
});
