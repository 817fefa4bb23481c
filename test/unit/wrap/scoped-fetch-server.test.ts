// The same against a real server, since each platform cuts a request in its own way.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { Scope } from "../../../src/core/mod.ts";
import { scopedFetch } from "../../../src/wrap/mod.ts";

describe("scopedFetch against a server", () => {
  const seen: { response: ServerResponse; closed: Promise<unknown> }[] = [];
  let server: Server;
  let origin: string;

  before(async () => {
    server = createServer((request, response) => {
      seen.push({ response, closed: once(response, "close") });
      if (request.url === "/silent") return;
      response.writeHead(200, { "content-type": "text/plain" });
      if (request.url === "/endless") response.write("first");
      else response.end("all of it");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(async () => {
    server.close();
    server.closeAllConnections();
    await Promise.all(seen.map(({ closed }) => closed));
  });

  it("reads a body to its end, which ends the request", async () => {
    const scope = new Scope("orders");
    const response = await scopedFetch(scope)(`${origin}/`);

    assert.equal(response.url, `${origin}/`);
    assert.equal(await response.text(), "all of it");
    await scope.idle();
  });

  it("cuts a request without an answer, and its connection", async () => {
    const scope = new Scope("orders");
    const arrived = once(server, "request");
    const answer = scopedFetch(scope)(`${origin}/silent`);
    await arrived;

    scope.abort("enough");

    await assert.rejects(answer, (thrown) => thrown === scope.reason);
    await seen.at(-1)?.closed;
    assert.equal((await scope.close()).end, "done");
  });

  it("cuts a body in the middle, and its connection", async () => {
    const scope = new Scope("orders");
    const response = await scopedFetch(scope)(`${origin}/endless`);
    const reader = response.body?.getReader();
    assert.equal(new TextDecoder().decode((await reader?.read())?.value), "first");
    const rest = reader?.read();

    scope.abort("enough");

    await assert.rejects(rest ?? Promise.resolve(), (thrown) => thrown === scope.reason);
    await seen.at(-1)?.closed;
    assert.equal((await scope.close()).end, "done");
  });
});
