import assert from "node:assert/strict";
import { createSecureServer } from "node:http2";
import type { AddressInfo, Server } from "node:net";
import { describe, it } from "node:test";
import { createServer, type TLSSocket } from "node:tls";
import { Http2Session, speaksHttp2 } from "../../../../src/verify/wire/http2.ts";
import { Traffic } from "../../../../src/verify/wire/traffic.ts";
import { CERTIFICATE, KEY } from "../../../process/certificate.ts";
import { route } from "./scripted-server.ts";

const TRUST = { key: KEY, cert: CERTIFICATE };
const ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/** The class-deciding end of one request to a TLS server that acts by `script`. */
async function endOf(script: (socket: TLSSocket) => void): Promise<string | undefined> {
  const server = createServer({ ...TRUST, ALPNProtocols: ["http/1.1"] }, (socket) => {
    socket.on("error", () => {});
    socket.once("data", () => script(socket));
  });
  const traffic = await trafficTo(server);
  await traffic.ask("slow", route("slow")).ended;
  traffic.close();
  await new Promise((down) => server.close(down));
  return traffic.records().raw[0]?.end;
}

async function trafficTo(server: Server): Promise<Traffic> {
  await new Promise<void>((up) => server.listen(0, "127.0.0.1", up));
  const { port } = server.address() as AddressInfo;
  return new Traffic({ host: "127.0.0.1", port, isSecure: true }, () => performance.now());
}

describe("openSocket", () => {
  it("speaks TLS to a server that nobody vouches for", async () => {
    assert.equal(await endOf((socket) => socket.end(ANSWER)), "whole");
  });

  it("sees through TLS that a connection was ended before the answer", async () => {
    assert.equal(await endOf((socket) => socket.end()), "fin");
  });
});

describe("HTTP/2 by TLS", () => {
  it("is found out, and answered", async () => {
    const server = createSecureServer(TRUST, (_request, response) => response.end("ok"));
    const traffic = await trafficTo(server);
    const speaks = await speaksHttp2(traffic.address);
    const session = new Http2Session(traffic, "stream");
    await session.open();
    const end = await session.ask("stream", route("slow")).ended;
    traffic.close();
    await new Promise((down) => server.close(down));

    assert.equal(speaks, true);
    assert.equal(end, "whole");
    assert.equal(traffic.records().raw[0]?.status, 200);
  });

  it("is not taken for understood where the server knows HTTP/1.1 only", async () => {
    const server = createServer({ ...TRUST, ALPNProtocols: ["http/1.1"] }, (socket) => {
      socket.on("error", () => {});
      socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    });
    server.on("tlsClientError", () => {});
    const { address } = await trafficTo(server);
    const speaks = await speaksHttp2(address);
    await new Promise((down) => server.close(down));

    assert.equal(speaks, false);
  });
});
