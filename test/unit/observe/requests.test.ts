// What is told of requests on real sockets, by the servers of the runtime that runs this file.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Hono } from "hono";
import { quiesce } from "../../../adapters/hono/mod.ts";
import { ask, context, watched } from "./watched-life.ts";

const { serve } = "Deno" in globalThis
  ? await import("../../../adapters/deno/serve.ts")
  : "Bun" in globalThis
  ? await import("../../../adapters/bun/serve.ts")
  : await import("../../../adapters/node/serve.ts");

const LOCAL = { port: 0, hostname: "127.0.0.1" };

describe("observeRequests, on real sockets", () => {
  it("sees what serve answers, in a context of its own", async () => {
    const { life, lines, until } = watched();
    let found: string | undefined;
    const { url } = await serve(life, async () => {
      await Promise.resolve();
      found = context.getStore();
      return new Response("ok", { status: 201 });
    }, LOCAL);

    assert.equal(await ask(`${url}orders?a=1`), 201);
    await until(3);
    await life.shutdown("test");

    assert.equal(found, "mine");
    assert.deepEqual(lines, ["admitted GET /orders me", "answered 201", "ended done"]);
  });

  it("sees a handler that was cut", async () => {
    const { life, lines, until } = watched({ graceMs: 400 });
    const { url } = await serve(life, () => new Promise<Response>(() => {}), LOCAL);
    const answer = ask(url).catch(() => 0);
    await until(1);

    await life.shutdown("test");
    await answer;

    assert.equal(lines[0], "admitted GET / me");
    assert.ok(lines.every((line) => !line.includes("done")), lines.join());
  });

  it("sees what Hono answers under a server of ours, and which handler failed", async () => {
    const { life, lines, until } = watched();
    const app = new Hono().use(quiesce(life)).get("/", () => {
      throw new Error("mine");
    });
    app.onError((_, c) => c.text("sorry", 500));
    const { url } = await serve(life, app.fetch, LOCAL);

    assert.equal(await ask(url), 500);
    await until(3);
    await life.shutdown("test");

    assert.deepEqual(lines, ["admitted GET / me", "answered 500", "ended failed"]);
  });

  it("sees what Hono answers under any other server", async () => {
    const { life, lines } = watched();
    const app = new Hono().use(quiesce(life)).get("/", (c) => c.text(context.getStore() ?? ""));

    const response = await app.request("/", { headers: { "x-name": "me" } });
    const text = await response.text();
    await life.shutdown("test");
    const late = await app.request("/");

    assert.equal(text, "mine");
    assert.equal(late.status, 503);
    assert.deepEqual(lines, [
      "admitted GET / me",
      "answered 200",
      "ended done",
      "refused /",
    ]);
  });
});
