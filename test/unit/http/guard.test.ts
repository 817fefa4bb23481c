import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle } from "../../../src/core/mod.ts";
import { type FetchHandler, Guard, probes, scopeOf } from "../../../src/http/mod.ts";
import { type HandClock, handClock } from "../../../src/testing/mod.ts";

interface Info {
  readonly completed: Promise<void>;
}

interface Bench {
  readonly clock: HandClock;
  readonly life: Lifecycle;
  readonly guard: Guard<Info>;
  readonly complete: () => void;
  fetch(path?: string): Promise<Response>;
}

/** A guard under a server that tells when a response has ended, as Deno does, or under none. */
function bench(handler: FetchHandler<Info>, tells = true): Bench {
  const clock = handClock();
  const life = new Lifecycle({ clock, graceMs: 10_000 });
  const { promise: completed, resolve: complete } = Promise.withResolvers<void>();
  const guard = new Guard<Info>(life, {
    handler,
    retryAfterSeconds: 7,
    ...(tells && { completed: (info: Info) => info.completed }),
  });
  life.ready();
  const fetch = async (path = "/orders?id=1"): Promise<Response> => {
    const response = await guard.fetch(new Request(`http://localhost${path}`), { completed });
    assert.ok(response);
    return response;
  };
  return { clock, life, guard, complete, fetch };
}

function eventStream(): Response {
  return new Response(new ReadableStream(), { headers: { "Content-Type": "text/event-stream" } });
}

describe("Guard", () => {
  it("counts a request until the runtime says that its response has ended", async () => {
    const { life, guard, complete, fetch } = bench(() => new Response("ok"));

    await fetch();
    const [lease] = life.gate.leases();
    assert.equal(lease?.name, "GET /orders");
    assert.equal(guard.active, 1);
    complete();
    await Promise.resolve();

    assert.equal(life.gate.inFlight, 0);
    assert.equal(guard.active, 0);
  });

  it("counts a request until its handler has answered where the runtime tells nothing", async () => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    const { life, fetch } = bench(() => promise, false);

    const answer = fetch();
    assert.equal(life.gate.inFlight, 1);
    resolve(new Response("ok"));
    await answer;

    assert.equal(life.gate.inFlight, 0);
  });

  it("stops counting when the handler throws or rejects", async () => {
    const thrower = bench(() => {
      throw new Error("thrown");
    }, false);
    const rejecter = bench(() => Promise.reject(new Error("rejected")), false);

    await assert.rejects(thrower.fetch(), /thrown/);
    await assert.rejects(rejecter.fetch(), /rejected/);

    assert.equal(thrower.life.gate.inFlight, 0);
    assert.equal(rejecter.life.gate.inFlight, 0);
  });

  it("fails an answer that is no response, and stops counting", async () => {
    // SAFETY: a program without types can answer anything.
    const later = bench((() => Promise.resolve("oops")) as unknown as () => Response, false);
    const now = bench((() => null) as unknown as () => Response, false);

    await assert.rejects(later.fetch(), {
      name: "TypeError",
      message: /^Cannot answer: .* string$/,
    });
    await assert.rejects(now.fetch(), { name: "TypeError", message: /^Cannot answer: .* object$/ });

    assert.equal(later.life.gate.inFlight, 0);
    assert.equal(now.life.gate.inFlight, 0);
  });

  it("lets a handler answer nothing, since it may have upgraded the connection", async () => {
    const { life, guard } = bench(() => {}, false);

    const info = { completed: Promise.resolve() };
    const answer = await guard.fetch(new Request("http://localhost/ws"), info);

    assert.equal(answer, undefined);
    assert.equal(life.gate.inFlight, 0);
  });

  it("fails, and stops counting, when a response cannot be followed", async () => {
    const { life, fetch } = bench(() => {
      const response = eventStream();
      response.body?.getReader();
      return Promise.resolve(response);
    }, false);

    await assert.rejects(fetch("/events"), TypeError);
    await life.scope.idle();

    assert.equal(life.gate.inFlight, 0);
  });

  it("refuses once the gate is closed: 503, Retry-After and Connection: close", async () => {
    const { life, fetch } = bench(() => new Response("ok"));
    life.gate.close();

    const response = await fetch();

    assert.equal(response.status, 503);
    assert.equal(response.headers.get("retry-after"), "7");
    assert.equal(response.headers.get("connection"), "close");
  });

  it("neither counts nor refuses an exempt path", async () => {
    const { life, fetch } = bench(() => {
      assert.equal(life.gate.inFlight, 0);
      return new Response("ok");
    });
    probes(life);
    life.gate.close();

    assert.equal((await fetch("/livez?verbose")).status, 200);
    assert.equal(life.gate.stats().refused, 0);
  });

  it("says Connection: close while it is announced, and no more when that was called off", async () => {
    const { life, fetch } = bench(() => new Response("ok"));

    assert.equal((await fetch()).headers.get("connection"), null);
    life.pause();
    assert.equal((await fetch()).headers.get("connection"), "close");
    life.resume();
    assert.equal((await fetch()).headers.get("connection"), null);
  });

  it("says Connection: close on a response whose headers cannot be changed", async () => {
    const { life, fetch } = bench(() => Response.redirect("http://localhost/other"));
    life.pause();

    const response = await fetch();

    assert.equal(response.headers.get("connection"), "close");
    assert.equal(response.headers.get("location"), "http://localhost/other");
    assert.equal(response.status, 302);
  });

  it("hands a connection over to another protocol as it is, also while it is announced", async () => {
    // No runtime but Deno makes a response with this status, and it only by an upgrade.
    const response = Object.defineProperty(new Response(null), "status", { value: 101 });
    response.headers.set("Connection", "Upgrade");
    const { life, fetch } = bench(() => response);
    life.pause();

    assert.equal((await fetch("/ws")).headers.get("connection"), "Upgrade");
  });

  it("ends an event stream cleanly once it has had its share", async () => {
    const { clock, life, fetch } = bench(eventStream, false);
    const text = (await fetch("/events")).text();
    assert.equal(life.gate.stats().longLived, 1);

    const report = life.shutdown("test");
    await clock.advance(2_000);

    assert.equal(await text, "");
    await clock.advance(1_000);
    assert.equal((await report).exitCode, 0);
  });

  it("answers in place of a handler that ignores its signal, and still waits for it", async () => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    const { life, guard, fetch } = bench(() => promise, false);
    const answer = fetch();

    guard.cut();

    assert.equal((await answer).status, 503);
    assert.equal(life.gate.inFlight, 1);
    resolve(new Response("too late"));
    await promise;
    await Promise.resolve();
    assert.equal(life.gate.inFlight, 0);
  });

  it("discards the body of an answer that came too late", async () => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    const cancelled = Promise.withResolvers<void>();
    const { guard, fetch } = bench(() => promise, false);
    const answer = fetch();
    guard.cut();
    await answer;

    resolve(new Response(new ReadableStream({ cancel: () => cancelled.resolve() })));

    await cancelled.promise;
  });

  it("closes the scope of a request once its response has ended", async () => {
    const steps: string[] = [];
    const { complete, life, fetch } = bench((request) => {
      scopeOf(request)?.defer(() => steps.push("undone"));
      return new Response("ok");
    });

    await fetch();
    assert.deepEqual(steps, []);
    complete();
    life.gate.close();
    await life.gate.idle;

    assert.deepEqual(steps, ["undone"]);
  });
});
