import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Hono } from "hono";
import { quiesce, type QuiesceEnv, type QuiesceOptions } from "../../../adapters/hono/mod.ts";
import { Lifecycle } from "../../../src/core/mod.ts";
import { observeRequests } from "../../../src/observe/mod.ts";
import { type HandClock, handClock } from "../../../src/testing/mod.ts";

interface Bench {
  readonly clock: HandClock;
  readonly life: Lifecycle;
  readonly app: Hono<QuiesceEnv>;
}

function bench(options: QuiesceOptions = {}): Bench {
  const clock = handClock();
  const life = new Lifecycle({ clock, graceMs: 10_000 });
  const app = new Hono<QuiesceEnv>().use(quiesce(life, options));
  life.ready();
  return { clock, life, app };
}

describe("quiesce", () => {
  it("counts a request while its handler runs", async () => {
    const { life, app } = bench();
    app.get("/orders/:id", (c) => c.text(life.gate.leases().map(({ name }) => name).join()));

    const response = await app.request("/orders/7");

    assert.equal(await response.text(), "GET /orders/7");
    assert.equal(life.gate.inFlight, 0);
  });

  it("counts a streamed response until its body has ended", async () => {
    const { life, app } = bench();
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
    app.get(
      "/",
      (c) => c.body(new ReadableStream({ start: (given) => void (controller = given) })),
    );

    const response = await app.request("/");
    assert.equal(life.gate.inFlight, 1);
    controller?.close();
    await response.text();
    await life.scope.idle();
    await Promise.resolve();

    assert.equal(life.gate.inFlight, 0);
  });

  it("stops counting an answer that is no stream when its handler returns", async () => {
    const { life, app } = bench();
    app.get("/text", (c) => c.text("a", 201, { "X-Order": "7" }));
    app.get("/html", (c) => c.html(Promise.resolve("a")));
    app.get("/json", (c) => c.json({ a: 1 }));
    app.get(
      "/body",
      (c) => c.body("a", 200, { "Content-Type": "image/png", "Content-Length": "1" }),
    );
    app.get("/plain", () => new Response("a"));

    for (const path of ["/text", "/html", "/json", "/body", "/plain"]) {
      await app.request(path);
      await life.scope.idle();
      await Promise.resolve();

      assert.equal(life.gate.inFlight, 0, path);
    }
  });

  it("stops counting a streamed response whose client is gone, and aborts its signal", async () => {
    const { life, app } = bench();
    const signals: AbortSignal[] = [];
    app.get("/", (c) => {
      signals.push(c.var.signal);
      return c.body(new ReadableStream());
    });

    const response = await app.request("/");
    await response.body?.cancel();
    await life.scope.idle();
    await Promise.resolve();

    assert.equal(signals[0]?.reason.kind, "client");
    assert.equal(life.gate.inFlight, 0);
  });

  it("stops counting a request whose handler throws", async () => {
    const { life, app } = bench();
    app.onError((error, c) => c.text(error.message, 500));
    app.get("/", () => {
      throw new Error("on purpose");
    });

    const response = await app.request("/");
    await life.scope.idle();

    assert.equal(await response.text(), "on purpose");
    assert.equal(life.gate.inFlight, 0);
  });

  it("fails at once by options that mean nothing", () => {
    const life = new Lifecycle();

    assert.throws(() => quiesce(life, { timeoutMs: -1 }), {
      code: "BAD_OPTION",
      message: 'Cannot guard an application: "timeoutMs" must be a number of zero or more, got -1',
    });
    assert.throws(() => quiesce(life, { timeoutMs: NaN }), { code: "BAD_OPTION" });
    assert.throws(() => quiesce(life, { retryAfterSeconds: -5 }), { code: "BAD_OPTION" });
  });

  it("refuses what comes after the gate was closed", async () => {
    const { life, app } = bench({ retryAfterSeconds: 3 });
    app.get("/", (c) => c.text("ok"));
    life.gate.close();

    const response = await app.request("/");

    assert.equal(response.status, 503);
    assert.equal(response.headers.get("retry-after"), "3");
    assert.equal(response.headers.get("connection"), "close");
  });

  it("answers probes, and never refuses or counts them", async () => {
    const { life, app } = bench();
    life.gate.close();

    assert.equal((await app.request("/livez")).status, 200);
    assert.equal((await app.request("/readyz")).status, 200);
    assert.equal((await app.request("/startupz")).status, 200);
    assert.equal(life.gate.stats().refused, 0);
  });

  it("leaves probes to the application when told so", async () => {
    const { app } = bench({ probes: false });
    app.get("/readyz", (c) => c.text("mine"));

    assert.equal(await (await app.request("/readyz")).text(), "mine");
  });

  it("says Connection: close while it is announced, with all other headers kept", async () => {
    const { life, app } = bench();
    app.get("/", (c) => c.text("ok", 200, { "X-Order": "7" }));
    app.get("/away", (c) => c.redirect("/"));

    assert.equal((await app.request("/")).headers.get("connection"), null);
    life.pause();
    const response = await app.request("/");

    assert.equal(response.headers.get("connection"), "close");
    assert.equal(response.headers.get("x-order"), "7");
    assert.equal((await app.request("/away")).headers.get("connection"), "close");
  });

  it("runs what is deferred on the scope after the handler", async () => {
    const { life, app } = bench();
    const steps: string[] = [];
    app.get("/", (c) => {
      c.var.scope.defer(() => void steps.push("undone"));
      steps.push("handled");
      return c.text("ok");
    });

    await app.request("/");
    await life.scope.idle();

    assert.deepEqual(steps, ["handled", "undone"]);
  });

  it("aborts the signal when the request takes too long, and answers 504", async () => {
    const { clock, app } = bench({ timeoutMs: 500 });
    app.get("/", (c) => rejectedBy(c.var.signal));

    const answer = app.request("/");
    await clock.advance(500);

    assert.equal((await answer).status, 504);
  });

  it("answers 503 when a handler obeys a hard stop", async () => {
    const { life, app } = bench();
    app.get("/", (c) => rejectedBy(c.var.signal));

    const answer = app.request("/");
    life.scope.abort("now");

    assert.equal((await answer).status, 503);
  });

  const hosts = { "Deno.serve": { completed: new Promise(() => {}) }, "Bun.serve": {} };
  for (const [server, env] of Object.entries(hosts)) {
    it(`tells those who watch the status that the client is sent, as under ${server}`, async () => {
      const { clock, life, app } = bench({ timeoutMs: 500 });
      const told: unknown[] = [];
      observeRequests(life, {
        admitted: () => ({ answered: (status) => void told.push(status) }),
      });
      app.get("/", (c) => rejectedBy(c.var.signal));
      app.get("/broken", () => {
        throw new Error("on purpose");
      });

      const slow = app.request("/", {}, env);
      await clock.advance(500);
      const cut = app.request("/", {}, env);
      life.scope.abort("now");
      const answers = [await slow, await cut, await app.request("/broken", {}, env)];

      assert.deepEqual(told, answers.map(({ status }) => status));
      assert.deepEqual(told, [504, 503, 500]);
    });
  }

  it("leaves what the application answers to a stop as it is", async () => {
    const { clock, life, app } = bench({ timeoutMs: 500 });
    app.onError((error, c) => c.text(`mine: ${error.message}`, 500));
    app.get("/", (c) => rejectedBy(c.var.signal));

    const slow = app.request("/");
    await clock.advance(500);
    const stopped = app.request("/");
    life.scope.abort("now");

    assert.match(await (await slow).text(), /^mine: /);
    assert.equal(await (await stopped).text(), "mine: now");
  });

  it("aborts the signal when the client is gone", async () => {
    const { clock, app } = bench();
    const client = new AbortController();
    const seen = Promise.withResolvers<unknown>();
    app.onError((error, c) => c.text(error.message, 500));
    app.get("/", async (c) => {
      c.var.signal.addEventListener("abort", () => seen.resolve(c.var.signal.reason.kind));
      return await rejectedBy(c.var.signal);
    });

    const answer = app.request("/", { signal: client.signal });
    await clock.advance(10);
    client.abort();
    await answer;

    assert.equal(await seen.promise, "client");
  });

  it("does not abort the signal of a request that was answered", async () => {
    const { app } = bench();
    const signals: AbortSignal[] = [];
    app.get("/", (c) => {
      signals.push(c.var.signal);
      return c.text("ok");
    });

    await app.request("/");

    assert.equal(signals[0]?.aborted, false);
  });
});

function rejectedBy(signal: AbortSignal): Promise<Response> {
  const { promise, reject } = Promise.withResolvers<Response>();
  signal.addEventListener("abort", () => reject(signal.reason));
  return promise;
}
