// `serve` of the runtime that runs this file, on real sockets.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle, type StopReason } from "../../../src/core/mod.ts";

const { serve } = "Deno" in globalThis
  ? await import("../../../adapters/deno/serve.ts")
  : "Bun" in globalThis
  ? await import("../../../adapters/bun/serve.ts")
  : await import("../../../adapters/node/serve.ts");

const LOCAL = { port: 0, hostname: "127.0.0.1" };

const WRONG: readonly (readonly [option: string, given: unknown])[] = [
  ["port", "abc"],
  ["port", -1],
  ["port", 1.5],
  ["port", 70_000],
  ["hostname", 7],
  ["name", 7],
  ["lingerMs", NaN],
  ["lingerMs", -1],
  ["retryAfterSeconds", -5],
  ["retryAfterSeconds", 1.5],
  ["retryAfterSeconds", Infinity],
];

function ok(): Response {
  return new Response("ok");
}

describe("serve", () => {
  it("tells where it listens, answers, and closes with its life", async () => {
    const life = new Lifecycle();

    const server = await serve(life, ok, LOCAL);
    life.ready();
    const response = await fetch(server.url, { headers: { connection: "close" } });
    const text = await response.text();
    const report = await life.shutdown("test");
    await server.closed;

    assert.equal(text, "ok");
    assert.ok(server.port > 0);
    assert.equal(server.url, `http://127.0.0.1:${server.port}/`);
    assert.equal(report.exitCode, 0);
    await assert.rejects(fetch(server.url));
  });

  it("fails on a port that is in use, and leaves nothing behind", async () => {
    const life = new Lifecycle();
    const { port } = await serve(life, ok, LOCAL);
    const other = new Lifecycle();

    const failure = serve(other, ok, { ...LOCAL, port });

    await assert.rejects(failure, { code: "LISTEN", message: new RegExp(`listen on .* ${port}:`) });
    assert.deepEqual((await other.shutdown("test")).hooks, []);
    await life.shutdown("test");
  });

  it("fails without a handler", async () => {
    const life = new Lifecycle();

    for (const handler of [undefined, null, { fetch: ok }]) {
      // SAFETY: a program without types can give anything.
      await assert.rejects(serve(life, handler as unknown as typeof ok, LOCAL), {
        code: "BAD_OPTION",
        message: /^Cannot serve: "handler" must be a function, got /,
      });
    }
    assert.deepEqual((await life.shutdown("test")).hooks, []);
  });

  it("fails by options that mean nothing, and leaves nothing behind", async () => {
    const life = new Lifecycle();

    for (const [option, given] of WRONG) {
      await assert.rejects(serve(life, ok, { ...LOCAL, [option]: given }), {
        code: "BAD_OPTION",
        message: new RegExp(`^Cannot serve: "${option}" must be .*, got `),
      });
    }
    // SAFETY: a program without types can give anything.
    await assert.rejects(serve(life, ok, null as unknown as typeof LOCAL), { code: "BAD_OPTION" });
    assert.deepEqual((await life.shutdown("test")).hooks, []);
  });

  it("answers 500 for what is no response, and serves on", async () => {
    const life = new Lifecycle();
    // SAFETY: a program without types can answer anything.
    const wrong = (request: Request): Response | Promise<Response> => {
      const { pathname } = new URL(request.url);
      if (pathname === "/right") return ok();
      const answer = "oops" as unknown as Response;
      return pathname === "/now" ? answer : Promise.resolve(answer);
    };
    const failed = (): Response => new Response("failed", { status: 500 });
    // Bun calls the one and Deno the other, so that none of them prints the error.
    const native = { error: failed, onError: failed };
    const { url } = await serve(life, wrong, { ...LOCAL, native });
    life.ready();

    for (const path of ["now", "later"]) {
      const response = await fetch(url + path);
      await response.body?.cancel();
      assert.equal(response.status, 500, path);
    }

    assert.equal(await (await fetch(`${url}right`)).text(), "ok");
    assert.equal((await life.shutdown("test")).exitCode, 0);
  });

  it("does not try to listen when a shutdown begins while its peer is loaded", async () => {
    const life = new Lifecycle();
    const { port } = await serve(life, ok, LOCAL);
    const other = new Lifecycle();

    const failure = serve(other, ok, { ...LOCAL, port });
    void other.shutdown("test");

    // Those of Deno and Bun need no peer: they listen as soon as they are called.
    const isAtOnce = "Deno" in globalThis || "Bun" in globalThis;
    await assert.rejects(failure, { code: isAtOnce ? "LISTEN" : "STOPPED" });
    await life.shutdown("test");
  });

  it("rejects with the reason once a shutdown has begun", async () => {
    const life = new Lifecycle();
    await life.shutdown("the end");

    await assert.rejects(serve(life, ok, LOCAL), (reason: StopReason) => {
      assert.equal(reason.name, "AbortError");
      assert.equal(reason.message, "the end");
      return true;
    });
  });

  it("gives each server of a life a name of its own", async () => {
    const life = new Lifecycle();
    await serve(life, ok, LOCAL);
    await serve(life, ok, LOCAL);
    await serve(life, ok, { ...LOCAL, name: "admin" });

    const { hooks } = await life.shutdown("test");

    const drained = hooks.filter(({ phase }) => phase === "drain").map(({ hook }) => hook);
    assert.deepEqual(drained.sort(), ["admin", "listener", "listener-2"]);
  });
});
