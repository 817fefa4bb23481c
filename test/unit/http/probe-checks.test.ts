// Probes that ask for what the service depends on, on a clock that is moved by hand.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle } from "../../../src/core/mod.ts";
import { type ProbeHandler, type ProbeOptions, probes } from "../../../src/http/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";

type Checks = NonNullable<ProbeOptions["checks"]>;
type Probe = ProbeHandler<Response | Promise<Response>>;

/** A life that is ready, and its probes. */
function readyWith(checks: Checks, options: ProbeOptions = {}) {
  const clock = handClock();
  const life = new Lifecycle({ clock });
  const probe: Probe = probes(life, { ...options, checks });
  life.ready();
  return { clock, life, probe };
}

async function asked(probe: Probe, target = "/readyz"): Promise<[number, unknown]> {
  const response = await probe({ method: "GET", url: `http://localhost${target}` });
  assert.ok(response);
  return [response.status, await response.json()];
}

async function status(probe: Probe, target: string): Promise<number> {
  return (await asked(probe, target))[0];
}

/** A check that ends when it is told to, whatever its signal says. */
function deaf() {
  const calls: PromiseWithResolvers<unknown>[] = [];
  const signals: AbortSignal[] = [];
  return {
    calls,
    signals,
    check: (signal: AbortSignal): Promise<unknown> => {
      const call = Promise.withResolvers<unknown>();
      calls.push(call);
      signals.push(signal);
      return call.promise;
    },
  };
}

function refused(): never {
  throw new Error("connect ECONNREFUSED 10.0.0.7:5432");
}

describe("checks of probes", () => {
  it("are told by name; one that fails turns readiness and the start red, never liveness", async () => {
    const { probe } = readyWith({ database: refused, cache: () => Promise.resolve() });

    const checks = { database: "failed", cache: "ok" };
    assert.deepEqual(await asked(probe), [503, { ready: false, state: "ready", checks }]);
    assert.deepEqual(await asked(probe, "/startupz"), [
      503,
      { started: false, state: "ready", checks },
    ]);
    assert.deepEqual(await asked(probe, "/livez"), [200, { live: true, state: "ready" }]);
  });

  it("fail by throwing, by rejecting and by answering false, and by nothing else", async () => {
    const { probe } = readyWith({
      throws: refused,
      rejects: () => Promise.reject(new Error("away")),
      says: () => Promise.resolve(false),
      nothing: () => {},
      zero: () => 0,
    });

    const [, body] = await asked(probe);

    assert.deepEqual((body as { checks: unknown }).checks, {
      throws: "failed",
      rejects: "failed",
      says: "failed",
      nothing: "ok",
      zero: "ok",
    });
  });

  it("are given up after their timeout, with an abort, and not before", async () => {
    const { check, signals } = deaf();
    const { probe, clock } = readyWith({ queue: { check, timeoutMs: 300 } });
    let isAnswered = false;

    const answer = asked(probe).finally(() => (isAnswered = true));
    await clock.advance(299);
    const before = [isAnswered, signals[0]?.aborted];
    await clock.advance(1);

    assert.deepEqual(before, [false, false]);
    const checks = { queue: "timed-out" };
    assert.deepEqual(await answer, [503, { ready: false, state: "ready", checks }]);
    assert.equal(signals[0]?.reason.name, "TimeoutError");
    assert.equal(clock.pending, 0);
  });

  it("wait together, so that an answer takes no longer than the longest timeout", async () => {
    const queue = { check: deaf().check, timeoutMs: 300 };
    const search = { check: deaf().check, timeoutMs: 200 };
    const { probe, clock } = readyWith({ queue, search });

    const answer = asked(probe);
    await clock.advance(300);

    const checks = { queue: "timed-out", search: "timed-out" };
    assert.deepEqual(await answer, [503, { ready: false, state: "ready", checks }]);
  });

  it("are called once for all who probe at a time, and again when the answer is stale", async () => {
    const { check, calls } = deaf();
    const { probe, clock } = readyWith({ database: { check, cacheMs: 500 } });

    const many = Array.from({ length: 10 }, () => status(probe, "/readyz"));
    calls[0]?.resolve("here");
    const first = await Promise.all(many);
    await clock.advance(499);
    const cached = await status(probe, "/readyz");
    const callsUntilThen = calls.length;
    await clock.advance(1);
    const stale = status(probe, "/readyz");
    calls[1]?.reject(new Error("away"));

    assert.deepEqual(first, Array.from({ length: 10 }, () => 200));
    assert.deepEqual([cached, callsUntilThen], [200, 1]);
    assert.deepEqual([await stale, calls.length], [503, 2]);
  });

  it("ask each time with no cache", async () => {
    let calls = 0;
    const { probe } = readyWith({ database: { check: () => (calls += 1), cacheMs: 0 } });

    await status(probe, "/readyz");
    await status(probe, "/readyz");

    assert.equal(calls, 2);
  });

  it("are not called again while they hang; what comes late is dropped", async () => {
    const { check, calls } = deaf();
    const { probe, clock } = readyWith({ queue: { check, timeoutMs: 300, cacheMs: 0 } });
    const first = status(probe, "/readyz");
    await clock.advance(300);

    const hanging = [await first, await status(probe, "/readyz"), calls.length];
    await clock.advance(60_000);
    const later = [await status(probe, "/readyz"), calls.length];
    calls[0]?.reject(new Error("comes late"));
    await clock.advance(0);
    const anew = status(probe, "/readyz");
    calls[1]?.resolve("here");

    assert.deepEqual(hanging, [503, 503, 1]);
    assert.deepEqual(later, [503, 1]);
    assert.deepEqual([await anew, calls.length], [200, 2]);
  });

  it("are told by one that changes, and not by one that stays as it is", async () => {
    let isAway = false;
    const told: unknown[] = [];
    const check = (): void => void (isAway && refused());
    const { probe } = readyWith({ database: { check, cacheMs: 0 } }, {
      checkChanged: (name, error) => told.push([name, (error as Error | undefined)?.message]),
    });

    await status(probe, "/readyz");
    isAway = true;
    await status(probe, "/readyz");
    await status(probe, "/readyz");
    isAway = false;
    await status(probe, "/readyz");

    assert.deepEqual(told, [["database", "connect ECONNREFUSED 10.0.0.7:5432"], [
      "database",
      undefined,
    ]]);
  });

  it("outlive one that throws when it is told", async () => {
    const caught: unknown[] = [];
    const { probe, life } = readyWith({ database: refused }, { checkChanged: refused });
    life.on("error.caught", ({ from }) => caught.push(from));

    assert.equal(await status(probe, "/readyz"), 503);
    assert.deepEqual(caught, ['option "checkChanged"']);
  });

  it("turn red only what they affect, and let a start be over for good", async () => {
    let isAway = true;
    const { probe, clock } = readyWith({
      migration: { check: () => !isAway, affects: ["started"] },
      cache: { check: () => isAway, affects: ["ready"] },
    });

    const at: Record<string, number[]> = {};
    const look = async (name: string): Promise<void> => {
      at[name] = [await status(probe, "/readyz"), await status(probe, "/startupz")];
    };
    await look("begin");
    isAway = false;
    await clock.advance(1_000);
    await look("started");
    isAway = true;
    await clock.advance(1_000);
    await look("broken");

    assert.deepEqual(at, { begin: [200, 503], started: [503, 200], broken: [200, 200] });
  });
});

describe("checks of probes at the ends of a life", () => {
  it("are not called before it is ready, nor once it leaves, when it is red at once", async () => {
    const calls: string[] = [];
    const clock = handClock();
    const life = new Lifecycle({ clock });
    const check = (): void => void calls.push(life.state);
    const probe: Probe = probes(life, { checks: { database: { check, cacheMs: 0 } } });

    const starting = probe({ method: "GET", url: "/readyz" });
    life.ready();
    const ready = await status(probe, "/readyz");
    const report = life.shutdown("test");
    const leaving = probe({ method: "GET", url: "/readyz" });
    const live = probe({ method: "GET", url: "/livez" });
    const started = probe({ method: "GET", url: "/startupz" });
    await clock.advance(60_000);
    await report;

    const now = [starting, leaving, live, started].map((answer) => {
      assert.ok(answer instanceof Response, "the answer has to be waited for");
      return answer.status;
    });
    assert.deepEqual(now, [503, 503, 200, 200]);
    assert.equal(ready, 200);
    assert.deepEqual(calls, ["ready"]);
  });

  it("are not called by who probes while a shutdown is asked for", async () => {
    const { check, calls } = deaf();
    const { probe, life, clock } = readyWith({ queue: check });
    const answers: unknown[] = [];
    life.on("shutdown.requested", () => answers.push(probe({ method: "GET", url: "/readyz" })));

    const report = life.shutdown("test");
    await clock.advance(60_000);
    await report;

    const [answer] = answers;
    assert.ok(answer instanceof Response, "the answer has to be waited for");
    assert.deepEqual([answer.status, calls.length], [503, 0]);
  });

  it("are called off by a shutdown, and who waits for them is answered red", async () => {
    const { check, calls, signals } = deaf();
    const { probe, life, clock } = readyWith({ queue: check });
    const ready = asked(probe);
    const started = asked(probe, "/startupz");

    life.pause();

    assert.deepEqual(await ready, [503, { ready: false, state: "announcing" }]);
    assert.deepEqual(await started, [200, { started: true, state: "announcing" }]);
    assert.equal(signals[0]?.aborted, true);
    assert.equal(clock.pending, 0);
    calls[0]?.resolve("here");
    await clock.advance(0);
    life.resume();
    const resumed = status(probe, "/readyz");
    calls[1]?.resolve("here");
    assert.deepEqual([await resumed, calls.length], [200, 2]);
  });

  it("let a check that was called off tell nothing", async () => {
    const told: string[] = [];
    const { check } = deaf();
    const { probe, life } = readyWith({ queue: check }, {
      checkChanged: (name) => told.push(name),
    });
    const ready = status(probe, "/readyz");

    life.pause();

    assert.equal(await ready, 503);
    assert.deepEqual(told, []);
  });
});

const WRONG: readonly (readonly [name: string, options: unknown, message: RegExp])[] = [
  ["checks", { checks: 7 }, /"checks" must be an object/],
  ["null", { checks: null }, /"checks" must be an object/],
  ["no function", { checks: { db: {} } }, /"checks\.db\.check" must be a function/],
  ["nothing", { checks: { db: undefined } }, /"checks\.db\.check" must be a function/],
  ["no end", { checks: { db: { check() {}, timeoutMs: Infinity } } }, /"checks\.db\.timeoutMs"/],
  ["no time", { checks: { db: { check() {}, timeoutMs: 0 } } }, /"checks\.db\.timeoutMs"/],
  ["cache", { checks: { db: { check() {}, cacheMs: -1 } } }, /"checks\.db\.cacheMs"/],
  ["a word", { checks: { db: { check() {}, affects: "ready" } } }, /must be a list of "ready"/],
  [
    "live",
    { checks: { db: { check() {}, affects: ["ready", "live"] } } },
    /must be .* only, since a restart of this process heals nothing .*, got "ready,live"$/,
  ],
  ["a list", { checks: [() => true] }, /"checks" must be an object of checks by their names/],
  ["a word", { reasons: "yes" }, /"reasons" must be true or false, got "yes"/],
  ["number", { live: 5 }, /"live" must be a path such as "\/healthz", without a query, got 5/],
  ["no slash", { live: "healthz" }, /"live" must be a path .*, got "healthz"/],
  ["query", { started: "/started?full" }, /"started" must be a path /],
  ["one path", { live: "/health", ready: "/health" }, /"ready" must be a path that no other probe/],
  ["default", { started: "/livez" }, /"started" must be a path that no other probe has, got "\/li/],
  ["listener", { checkChanged: true }, /"checkChanged" must be a function/],
];

describe("options of probes", () => {
  for (const [name, options, message] of WRONG) {
    it(`are refused when wrong: ${name} ${message.source}`, () => {
      assert.throws(() => probes(new Lifecycle(), options as ProbeOptions), {
        code: "BAD_OPTION",
        message,
      });
    });
  }
});

async function textOf(probe: Probe, url: string, method = "GET"): Promise<string> {
  return await (await probe({ method, url }))?.text() ?? "";
}

describe("what probes tell", () => {
  it("withholds why a check has failed", async () => {
    const { probe } = readyWith({ database: refused, cache: () => {} });

    assert.doesNotMatch(await textOf(probe, "/readyz"), /ECONNREFUSED/);
    assert.equal(
      await textOf(probe, "/readyz?verbose"),
      "[+]state ok\n[-]database failed: reason withheld\n[+]cache ok\nready check failed\n",
    );
  });

  it("says why where that is allowed", async () => {
    const { probe } = readyWith({ database: refused, cache: () => {} }, { reasons: true });
    const reason = "connect ECONNREFUSED 10.0.0.7:5432";

    assert.deepEqual(JSON.parse(await textOf(probe, "/readyz")), {
      ready: false,
      state: "ready",
      checks: { database: "failed", cache: "ok" },
      reasons: { database: reason },
    });
    assert.equal(
      await textOf(probe, "/readyz?timeout=1&verbose=1"),
      `[+]state ok\n[-]database failed: ${reason}\n[+]cache ok\nready check failed\n`,
    );
  });

  it("outlives what cannot be told", async () => {
    const { probe } = readyWith({ odd: () => Promise.reject(Object.create(null)) }, {
      reasons: true,
    });

    const [status, body] = await asked(probe);

    assert.equal(status, 503);
    assert.deepEqual((body as { reasons: unknown }).reasons, { odd: "(cannot be read)" });
  });

  it("tells the state line by line without checks, at once", async () => {
    const life = new Lifecycle();
    const probe = probes(life);

    const starting = probe({ method: "GET", url: "/readyz?verbose" });
    life.ready();
    const ready = probe({ method: "GET", url: "/readyz?verbose" });
    const other = probe({ method: "GET", url: "/readyz?verbosely" });

    assert.equal(await starting?.text(), "[-]state failed: starting\nready check failed\n");
    assert.equal(await ready?.text(), "[+]state ok\nready check passed\n");
    assert.match(ready?.headers.get("content-type") ?? "", /^text\/plain/);
    assert.deepEqual(await other?.json(), { ready: true, state: "ready" });
  });

  it("answers HEAD without a body, OPTIONS like GET, and nothing that would change something", async () => {
    const life = new Lifecycle();
    const probe = probes(life);
    const ask = (method: string) => probe({ method, url: "/readyz" });

    const found = ["HEAD", "OPTIONS", "POST", "DELETE"].map(ask);

    assert.deepEqual(found.map((response) => response?.status), [503, 503, 405, 405]);
    assert.deepEqual(await Promise.all(found.map((response) => response?.text())), [
      "",
      '{"ready":false,"state":"starting"}',
      "",
      "",
    ]);
    assert.equal(found[2]?.headers.get("allow"), "GET, HEAD, OPTIONS");
    for (const response of found) assert.equal(response?.headers.get("cache-control"), "no-store");
  });
});
