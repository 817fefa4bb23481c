// Servers that a program brings itself, on real sockets of this process. Runs on Node.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { connect as connectHttp2, createSecureServer } from "node:http2";
import { Agent, createServer as createHttpsServer, get as getHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type AnyHttpServer, httpServer, probes } from "../../adapters/node/mod.ts";
import { Lifecycle, type Report } from "../../src/core/mod.ts";
import type { Connection } from "../conformance/connection.ts";
import { answerOf, connected, get, okBody, postHead, saysClose } from "../conformance/request.ts";
import { within } from "../conformance/wait.ts";
import { CERTIFICATE, KEY } from "./certificate.ts";

interface Bench {
  readonly life: Lifecycle;
  readonly port: number;
}

/** A managed server that listens, and a life that is ready. */
async function listening(server: AnyHttpServer, graceMs = 6_000): Promise<Bench> {
  const life = new Lifecycle({ graceMs });
  httpServer(life, server, { retryAfterSeconds: 9 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  life.ready();
  return { life, port: (server.address() as AddressInfo).port };
}

/** A server with one request in flight, in the middle of its drain. */
async function draining(server: Server): Promise<Bench & { readonly report: Promise<Report> }> {
  const { life, port } = await listening(server);
  const held = await connected(port);
  held.send(get("/held"));
  await once(server, "request");
  const kept = life.shutdown("test");
  await life.reached("draining");
  return { life, port, report: kept };
}

/** Answers everything at once but `/held`, whose answer is kept until `free` is called. */
function holding(): { readonly listener: RequestListener; readonly seen: string[]; free(): void } {
  const seen: string[] = [];
  const held: (() => void)[] = [];
  return {
    seen,
    listener(request, response) {
      seen.push(`${request.method} ${request.url}`);
      if (request.url === "/held") held.push(() => response.end("held"));
      else response.end("ok");
    },
    free: () => held.forEach((each) => each()),
  };
}

async function ended(report: Promise<Report>): Promise<number> {
  return (await within(report, "the report")).exitCode;
}

describe("httpServer", () => {
  it("refuses before any listener sees the request, also one that was added later", async () => {
    const { listener, seen, free } = holding();
    const server = createServer(listener);
    const { port, report } = await draining(server);
    server.on("request", (request) => seen.push(`late ${request.url}`));

    const connection = await connected(port);
    const response = answerOf(await connection.send(get("/")).next());
    free();

    assert.equal(response.status, 503);
    assert.equal(response.headers.get("retry-after"), "9");
    assert.deepEqual(seen, ["GET /held"]);
    assert.equal(await ended(report), 0);
  });

  it("reads the rest of an upload that it refuses, so that the client sees the refusal", async () => {
    const { listener, free } = holding();
    const { port, report } = await draining(createServer(listener));

    const connection = await connected(port);
    connection.send(postHead("/echo", 200_000));
    for (let part = 0; part < 20; part += 1) connection.send("u".repeat(10_000));
    const exchange = await connection.next();
    free();

    assert.equal(answerOf(exchange).status, 503);
    assert.ok(saysClose(exchange));
    assert.equal(await ended(report), 0);
  });

  it("refuses an upload that asks first, without a 100", async () => {
    const { listener, free } = holding();
    const { port, report } = await draining(createServer(listener));

    const connection = await connected(port);
    connection.send(postHead("/echo", 5).replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n"));
    const exchange = await connection.next();
    free();

    assert.equal(answerOf(exchange).status, 503);
    assert.equal(await ended(report), 0);
  });

  it("refuses to upgrade, on the plain socket", async () => {
    const { listener, free } = holding();
    const server = createServer(listener);
    server.on("upgrade", (_, socket) => socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n"));
    const { port, report } = await draining(server);

    const connection = await connected(port);
    connection.send(
      get("/ws").replace("\r\n\r\n", "\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"),
    );
    const exchange = await connection.next();
    free();

    assert.equal(answerOf(exchange).status, 503);
    assert.equal(await ended(report), 0);
  });

  it("refuses, and does not drop, a client that was let in at the last moment and is slow", async () => {
    const { listener, free } = holding();
    const { port, report } = await draining(createServer(listener));

    const connection = await connected(port);
    await delay(500);
    const exchange = await connection.send(get("/")).next();
    free();

    assert.equal(answerOf(exchange).status, 503);
    assert.equal(await ended(report), 0);
  });

  it("serves exempt paths to the last", async () => {
    const { listener, seen, free } = holding();
    const server = createServer(listener);
    const { life, port } = await listening(server);
    probes(life);
    const held = await connected(port);
    held.send(get("/held"));
    await once(server, "request");
    const report = life.shutdown("test");
    await life.reached("draining");

    const probe = await connected(port);
    const exchange = await probe.send(get("/livez")).next();
    free();

    assert.equal(okBody(exchange), "ok");
    assert.ok(saysClose(exchange));
    assert.ok(seen.includes("GET /livez"));
    assert.equal(await ended(report), 0);
  });

  it("lets a response in flight say Connection: close once it is announced", async () => {
    const { listener, free } = holding();
    const server = createServer(listener);
    const { life, port } = await listening(server);
    const connection = await connected(port);
    const exchange = connection.send(get("/held")).next();
    await once(server, "request");

    const report = life.shutdown("test");
    free();

    assert.equal(okBody(await exchange), "held");
    assert.ok(saysClose(await exchange));
    assert.equal(await ended(report), 0);
  });

  it("ends an event stream cleanly once it has had its share", async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      const timer = setInterval(() => response.write("data: 1\n\n"), 20);
      response.on("close", () => clearInterval(timer));
    });
    const { life, port } = await listening(server, 2_000);
    const connection = await connected(port);
    connection.send(get("/").replace("\r\n\r\n", "\r\nAccept: text/event-stream\r\n\r\n"));
    await connection.received((rest) => rest.includes("data"));

    const report = life.shutdown("test");

    assert.match(okBody(await connection.next()), /^data: 1/);
    assert.equal(await ended(report), 0);
  });

  it("answers in place of a handler that does not, and says that it was cut", async () => {
    const server = createServer(() => {});
    const { life, port } = await listening(server, 1_000);
    const connection = await connected(port);
    const exchange = connection.send(get("/hangs")).next();
    await once(server, "request");

    const report = life.shutdown("test");

    assert.equal(answerOf(await exchange).status, 503);
    assert.equal(await ended(report), 124);
    assert.deepEqual((await report).gates.map(({ cut }) => cut), [1]);
  });

  it("stops counting a request whose client is gone", async () => {
    const server = createServer(() => {});
    const { life, port } = await listening(server);
    const connection = await connected(port);
    connection.send(get("/hangs"));
    await once(server, "request");
    assert.equal(life.gate.inFlight, 1);

    connection.close();
    assert.equal(await ended(life.shutdown("test")), 0);

    assert.equal(life.gate.inFlight, 0);
  });

  it("leaves the server as it was when it is taken back", async () => {
    const life = new Lifecycle();
    const server = createServer(holding().listener);

    httpServer(life, server)();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const report = await life.shutdown("test");
    const connection = await connected((server.address() as AddressInfo).port);

    assert.equal(okBody(await connection.send(get("/")).next()), "ok");
    assert.deepEqual(report.hooks, []);
    assert.ok(!Object.hasOwn(server, "emit"));
    close(server, connection);
  });

  it("drains a server that does not listen yet", async () => {
    const life = new Lifecycle();
    httpServer(life, createServer());

    assert.equal(await ended(life.shutdown("test")), 0);
  });

  it("drains a server of node:https: in flight, idle and silent connections", async () => {
    const { listener, free } = holding();
    const server = createHttpsServer({ key: KEY, cert: CERTIFICATE }, listener);
    const { life, port } = await listening(server);
    const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
    assert.equal((await getTls(port, "/", agent)).body, "ok");
    const silent = await connected(port);
    const held = getTls(port, "/held", agent);
    await once(server, "request");

    const report = life.shutdown("test");
    await life.reached("draining");
    free();

    const { body, connection } = await held;
    assert.deepEqual({ body, connection }, { body: "held", connection: "close" });
    await silent.ended;
    assert.equal(await ended(report), 0);
    agent.destroy();
  });

  it("drains HTTP/2 over TLS: streams end, the session gets GOAWAY", async () => {
    const server = createSecureServer({ key: KEY, cert: CERTIFICATE, allowHTTP1: true });
    server.on("request", (_, response) => setTimeout(() => response.end("ok"), 700));
    const { life, port } = await listening(server);
    const session = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
    const goneAway = once(session, "goaway");
    const stream = session.request({ ":path": "/" }).setEncoding("utf8");
    let body = "";
    stream.on("data", (text: string) => body += text);
    await once(server, "stream");

    const report = life.shutdown("test");
    await within(once(stream, "close"), "the stream");

    assert.equal(body, "ok");
    await within(goneAway, "a GOAWAY");
    assert.equal(await ended(report), 0);
  });
});

interface TlsAnswer {
  readonly body: string;
  readonly connection: string | undefined;
}

async function getTls(port: number, path: string, agent: Agent): Promise<TlsAnswer> {
  const request = getHttps({ port, path, agent, host: "127.0.0.1" });
  const [response] = await within(once(request, "response"), "a response");
  let body = "";
  for await (const chunk of response) body += chunk;
  return { body, connection: response.headers.connection };
}

function close(server: Server, connection: Connection): void {
  connection.close();
  server.close();
}
