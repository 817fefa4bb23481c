// Servers on Unix sockets, whose clients have no address. Runs on Node.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request, type RequestListener, type ServerResponse } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { createServer as createHttpsServer, request as requestTls } from "node:https";
import { connect as connectTls } from "node:tls";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { type AnyHttpServer, httpServer } from "../../adapters/node/mod.ts";
import { Lifecycle } from "../../src/core/mod.ts";
import { within } from "../conformance/wait.ts";
import { CERTIFICATE, KEY } from "./certificate.ts";

const folder = mkdtempSync(join(tmpdir(), "quiesce-"));
after(() => rmSync(folder, { recursive: true }));

async function listening(
  name: string,
  server: AnyHttpServer,
): Promise<{ life: Lifecycle; path: string }> {
  const life = new Lifecycle({ graceMs: 6_000 });
  const path = join(folder, name);
  httpServer(life, server);
  server.listen(path);
  await once(server, "listening");
  life.ready();
  return { life, path };
}

/** Keeps each answer until the drain, longer than idle connections are left open. */
function slow(life: () => Lifecycle): RequestListener {
  return (_, response: ServerResponse) => {
    life().scope.onStop(() => setTimeout(() => response.end("ok"), 1_000));
  };
}

async function bodyOf(sent: ReturnType<typeof request>): Promise<string> {
  const [response] = await once(sent.end(), "response");
  let body = "";
  for await (const part of response) body += part;
  return body;
}

describe("httpServer on a Unix socket", () => {
  it("loses no request of several clients", async () => {
    const server = createServer(slow(() => life));
    const { life, path } = await listening("plain", server);
    const bodies = [1, 2, 3].map(() => bodyOf(request({ socketPath: path, agent: false })));
    while (life.gate.inFlight < 3) await once(server, "request");

    const report = life.shutdown("test");

    assert.deepEqual(await within(Promise.all(bodies), "the answers"), ["ok", "ok", "ok"]);
    assert.equal((await within(report, "the report")).exitCode, 0);
  });

  it("loses no request over TLS, with a client beside it that does not speak", async () => {
    const server = createHttpsServer({ key: KEY, cert: CERTIFICATE }, slow(() => life));
    const { life, path } = await listening("tls", server);
    const bodies = [1, 2].map(() => {
      const options = { path: "/", createConnection: () => tls(path) };
      return bodyOf(requestTls(options));
    });
    const silent: Socket = connect(path);
    while (life.gate.inFlight < 2) await once(server, "request");

    const report = life.shutdown("test");

    assert.deepEqual(await within(Promise.all(bodies), "the answers"), ["ok", "ok"]);
    assert.equal((await within(report, "the report")).exitCode, 0);
    silent.destroy();
  });

  it("loses no stream of HTTP/2", async () => {
    const server = createHttp2Server();
    server.on("stream", (stream) => {
      life.scope.onStop(() => setTimeout(() => stream.end("ok"), 1_000));
    });
    const { life, path } = await listening("http2", server);
    const streams = [1, 2].map(() => {
      const session = connectHttp2("http://localhost", { createConnection: () => connect(path) });
      return session.request({ ":path": "/" }).setEncoding("utf8");
    });
    const bodies = Promise.all(streams.map(async (stream) => (await once(stream, "data"))[0]));
    while (life.gate.inFlight < 2) await once(server, "stream");

    const report = life.shutdown("test");

    assert.deepEqual(await within(bodies, "the answers"), ["ok", "ok"]);
    assert.equal((await within(report, "the report")).exitCode, 0);
  });
});

function tls(path: string): ReturnType<typeof connectTls> {
  return connectTls({ path, rejectUnauthorized: false });
}
