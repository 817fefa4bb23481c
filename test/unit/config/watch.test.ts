import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseConfig, parseEnvironment, watch, type WatchedLife } from "../../../src/config/mod.ts";
import { Lifecycle, type LifecycleOptions, type Release, release } from "../../../src/core/mod.ts";
import { type HandClock, handClock } from "../../../src/testing/mod.ts";

interface Scene {
  readonly life: Lifecycle;
  readonly clock: HandClock;
  /** What was told, a line each. */
  readonly told: readonly string[];
}

function scene(options: LifecycleOptions = {}): Scene {
  const clock = handClock();
  const life = new Lifecycle({ clock, ...options });
  const told: string[] = [];
  life.on("config.applied", ({ source, changed, kept }) => {
    told.push(`${source}: ${[...changed, ...kept.map((name) => `not ${name}`)].join(" ")}`);
  });
  life.on("config.refused", ({ problem }) => told.push(problem));
  return { life, clock, told };
}

/** A stream that a test feeds by hand. */
function channel() {
  const waiting: PromiseWithResolvers<IteratorResult<unknown>>[] = [];
  let left = 0;
  const next = (): PromiseWithResolvers<IteratorResult<unknown>> => {
    const one = waiting.shift();
    assert.ok(one, "nobody waits for the stream");
    return one;
  };
  return {
    give: (value: unknown) => next().resolve({ done: false, value }),
    fail: (error: unknown) => next().reject(error),
    end: () => next().resolve({ done: true, value: undefined }),
    get left() {
      return left;
    },
    stream: {
      [Symbol.asyncIterator]: () => ({
        next() {
          const one = Promise.withResolvers<IteratorResult<unknown>>();
          waiting.push(one);
          return one.promise;
        },
        return() {
          left += 1;
          // As a generator that waits for a server which does not answer.
          return new Promise<IteratorResult<unknown>>(() => {});
        },
      }),
    },
  };
}

describe("watch of a function", () => {
  it("reads at once, and again by hand", async () => {
    const { life, clock, told } = scene();
    let graceMs = "10s";
    const watching = watch(life, () => ({ graceMs }));
    await clock.advance(0);
    assert.equal(life.graceMs, 10_000);

    graceMs = "12s";
    await clock.advance(3_600_000);
    assert.equal(life.graceMs, 10_000);
    await watching.reload();

    assert.equal(life.graceMs, 12_000);
    assert.deepEqual(told, ["the configuration: graceMs", "the configuration: graceMs"]);
  });

  it("reads after each interval, and tells only what is new", async () => {
    const { life, clock, told } = scene();
    const given = ["10s", "10s", "soon", "soon", "10s", "11s"];
    let count = 0;
    watch(life, () => ({ graceMs: given[count++] }), { name: "etcd", intervalMs: 500 });

    await clock.advance(5 * 500);

    assert.equal(count, 6);
    assert.equal(life.graceMs, 11_000);
    const problem = 'Cannot read the configuration: "graceMs" must be a finite time above zero, ' +
      'in milliseconds or with a unit such as "25s", got "soon"';
    assert.deepEqual(told, ["etcd: graceMs", problem, "etcd: graceMs"]);
  });

  it("takes text for JSON", async () => {
    const { life, told } = scene();
    let text = '{ "graceMs": "10s" }';
    const watching = watch(life, () => text, { name: "the registry" });
    await watching.reload();
    assert.equal(life.graceMs, 10_000);

    text = '{ "graceMs": "1';
    await watching.reload();

    assert.match(told[1] ?? "", /^Cannot read "the registry": it must be JSON text, got something/);
  });

  it("lets the user put sources above each other", async () => {
    const { life } = scene();
    const environment = { QUIESCE_GRACE_MS: "30s" };
    const watching = watch(life, () => ({ graceMs: "10s", delayMs: 500 }), {
      parse: (given) => ({ ...parseConfig(given), ...parseEnvironment(environment) }),
    });

    await watching.reload();

    assert.deepEqual([life.graceMs, life.budget().delayMs], [30_000, 500]);
  });

  it("takes back what is gone from the source", async () => {
    const { life, told } = scene({ graceMs: 20_000 });
    let given: object = { graceMs: "10s", delayMs: 300 };
    const watching = watch(life, () => given);
    await watching.reload();

    given = { delayMs: 300 };
    await watching.reload();

    assert.deepEqual([life.graceMs, life.budget().delayMs], [20_000, 300]);
    assert.equal(told.at(-1), "the configuration: graceMs");
  });

  it("changes only the parts that differ, and takes back those that are gone", async () => {
    const { life, told } = scene({ identity: { service: "orders", version: "1", podUid: "7f3" } });
    let given: object = { identity: { version: "2", node: "a" }, reserves: { closeMs: 300 } };
    const watching = watch(life, () => given);
    await watching.reload();
    assert.deepEqual(life.identity, { service: "orders", version: "2", podUid: "7f3", node: "a" });

    life.configure({ identity: { revision: "9" } }, "the console");
    given = { identity: { node: "b" } };
    await watching.reload();
    assert.deepEqual(life.identity, {
      service: "orders",
      version: "1",
      podUid: "7f3",
      node: "b",
      revision: "9",
    });
    given = {};
    await watching.reload();

    assert.deepEqual(life.identity, {
      service: "orders",
      version: "1",
      podUid: "7f3",
      revision: "9",
    });
    assert.deepEqual(told, [
      "the configuration: reserves identity",
      "the console: identity",
      "the configuration: reserves identity",
      "the configuration: identity",
    ]);
  });

  it("tells what cannot change only when it differs from what there was", async () => {
    const current = parseConfig({ graceMs: "10s", signals: { SIGHUP: "reload" } });
    const { life, told } = scene(current);
    let signals: object = { SIGHUP: "reload" };
    const watching = watch(life, () => ({ graceMs: "10s", signals }), { current });
    await watching.reload();
    assert.deepEqual(told, []);

    signals = { SIGHUP: "ignore" };
    await watching.reload();

    assert.deepEqual(told, ["the configuration: not signals"]);
  });

  it("keeps all that was, when a part does not fit", async () => {
    const { life, told } = scene({ graceMs: 20_000 });
    life.onClose("database", () => {}, { timeoutMs: 8_000 });
    const watching = watch(life, () => ({ graceMs: "5s", logLevel: "error" }));

    await watching.reload();
    await watching.reload();

    assert.deepEqual([life.graceMs, life.logLevel], [20_000, "info"]);
    assert.equal(told.length, 2);
    assert.match(told[0] ?? "", /^Cannot configure: "graceMs" is 5000 ms, but its parts need /);
  });

  it("asks a function that fails again and again, each time later, and tells it once", async () => {
    const { life, clock, told } = scene();
    const atMs: number[] = [];
    watch(life, () => {
      atMs.push(clock.nowMs());
      if (atMs.length < 8) throw new Error("connect ECONNREFUSED 127.0.0.1:2379");
      return { graceMs: 5_000 };
    });

    await clock.advance(600_000);

    assert.deepEqual(atMs.map((ms) => ms / 1_000), [0, 1, 3, 7, 15, 31, 61, 91]);
    assert.deepEqual(told, [
      "Cannot read the configuration: connect ECONNREFUSED 127.0.0.1:2379",
      "the configuration: graceMs",
    ]);
  });

  it("gives one up that hangs, tells it so, and asks again once it has obeyed", async () => {
    const { life, clock, told } = scene();
    const signals: AbortSignal[] = [];
    watch(life, ({ signal }) => {
      signals.push(signal);
      if (signals.length > 1) return { graceMs: 5_000 };
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      });
    }, { timeoutMs: 2_000 });

    await clock.advance(1_999);
    assert.deepEqual([signals.length, signals[0]?.aborted], [1, false]);
    await clock.advance(1_001);

    assert.equal(signals[0]?.aborted, true);
    assert.equal(life.graceMs, 5_000);
    assert.deepEqual(told, [
      "Cannot read the configuration within 2000 ms",
      "the configuration: graceMs",
    ]);
  });

  it("asks one that hangs on no second time, by no retry and by no hand, until it ends", async () => {
    const { life, clock, told } = scene();
    const answers: PromiseWithResolvers<unknown>[] = [];
    const watching = watch(life, () => {
      const answer = Promise.withResolvers<unknown>();
      answers.push(answer);
      return answer.promise;
    }, { timeoutMs: 500 });

    await clock.advance(600_000);
    assert.equal(answers.length, 1);
    await watching.reload();
    assert.equal(answers.length, 1);
    answers[0]?.resolve({ graceMs: 5_000 });
    await clock.advance(0);
    // What comes late is old.
    assert.equal(life.graceMs, 25_000);
    const reloaded = watching.reload();
    answers[1]?.resolve({ graceMs: 6_000 });
    await reloaded;

    assert.deepEqual([answers.length, life.graceMs], [2, 6_000]);
    const late = "Cannot read the configuration within 500 ms";
    // Told again to who asks by hand.
    assert.deepEqual(told, [late, late, "the configuration: graceMs"]);
    watching();
  });

  it("reads once more when it is asked while it reads", async () => {
    const { life, told } = scene();
    const answers: PromiseWithResolvers<unknown>[] = [];
    const watching = watch(life, () => {
      const answer = Promise.withResolvers<unknown>();
      answers.push(answer);
      return answer.promise;
    });

    const reloads = [watching.reload(), watching.reload(), watching.reload()];
    answers[0]?.resolve({ graceMs: 5_000 });
    while (answers.length < 2) await Promise.resolve();
    answers[1]?.resolve({ graceMs: 6_000 });
    await Promise.all(reloads);

    assert.deepEqual([answers.length, life.graceMs, told.length], [2, 6_000, 2]);
  });

  it("lets no secret out of what a source throws", async () => {
    const { life, told } = scene();
    const errors = [
      new Error("fetch of https://user:hunter2@etcd:2379/v3?token=hunter2 failed\n hunter2"),
      new SyntaxError('Unexpected token h in JSON, "hunter2..." is not valid JSON'),
      "hunter2",
    ];
    const watching = watch(life, () => {
      throw errors.shift();
    });
    await watching.reload();
    await watching.reload();
    const text = '{ "password": "hunter2" "graceMs": 5 }';
    await watch(life, () => text).reload();
    await watch(life, () => ({ graceMs: "hunter2hunter2hunter2hunter2" })).reload();

    assert.equal(told.length, 5);
    assert.doesNotMatch(told.join("\n"), /hunter2/);
    assert.equal(told[0], "Cannot read the configuration: fetch of https://etcd:2379/v3 failed");
  });
});

describe("watch of a stream", () => {
  it("takes each value, and stays with the last good one", async () => {
    const { life, clock, told } = scene();
    const { stream, give } = channel();
    watch(life, stream);
    await clock.advance(0);
    for (const graceMs of [5_000, "soon", 6_000]) {
      give({ graceMs });
      await clock.advance(0);
    }

    assert.equal(life.graceMs, 6_000);
    assert.equal(told.length, 3);
  });

  it("ends for good with a stream that was given itself", async () => {
    const { life, clock, told } = scene();
    const { stream, give, fail } = channel();
    const watching = watch(life, stream);
    await clock.advance(0);
    give({ graceMs: 5_000 });
    await clock.advance(0);
    fail(new Error("reset by peer"));
    await clock.advance(600_000);
    await watching.reload();

    assert.throws(() => give({ graceMs: 6_000 }), /nobody waits for the stream/);
    assert.deepEqual(told, [
      "the configuration: graceMs",
      "Cannot read the configuration: reset by peer",
    ]);
    assert.equal(clock.pending, 0);
  });

  it("asks its function for another one, soon after one that gave something", async () => {
    const { life, clock } = scene();
    const channels: ReturnType<typeof channel>[] = [];
    const atMs: number[] = [];
    watch(life, () => {
      atMs.push(clock.nowMs());
      const one = channel();
      channels.push(one);
      return one.stream;
    });
    await clock.advance(0);
    channels[0]?.fail(new Error("reset by peer"));
    await clock.advance(1_000);
    channels[1]?.end();
    await clock.advance(2_000);
    channels[2]?.give({ graceMs: 5_000 });
    await clock.advance(0);
    channels[2]?.end();
    await clock.advance(1_000);

    assert.deepEqual(atMs, [0, 1_000, 3_000, 4_000]);
    assert.equal(life.graceMs, 5_000);
  });

  it("leaves the stream for a new one on a reload", async () => {
    const { life, clock, told } = scene();
    const channels: ReturnType<typeof channel>[] = [];
    const signals: AbortSignal[] = [];
    const watching = watch(life, ({ signal }) => {
      signals.push(signal);
      const one = channel();
      channels.push(one);
      return one.stream;
    });
    await clock.advance(0);
    await watching.reload();
    channels[0]?.give({ graceMs: 5_000 });
    channels[1]?.give({ graceMs: 6_000 });
    await clock.advance(0);

    assert.deepEqual(channels.map(({ left }) => left), [1, 0]);
    assert.deepEqual(signals.map(({ aborted }) => aborted), [true, false]);
    assert.deepEqual([life.graceMs, told.length], [6_000, 1]);
  });
});

describe("watch and the end", () => {
  it("is over when the drain begins, whatever the source does", async () => {
    const { life, clock, told } = scene();
    const one = channel();
    const hanging: AbortSignal[] = [];
    life.ready();
    watch(life, one.stream);
    watch(life, ({ signal }) => {
      hanging.push(signal);
      return new Promise(() => {});
    });
    watch(life, () => ({ delayMs: 5 }), { intervalMs: 100 });
    await clock.advance(0);
    const over = life.shutdown();
    await clock.advance(5);
    const { exitCode, tookMs } = await over;
    one.give({ graceMs: 5_000 });
    await clock.advance(600_000);

    assert.deepEqual([exitCode, tookMs], [0, 5]);
    assert.deepEqual([hanging[0]?.aborted, clock.pending, one.left], [true, 0, 1]);
    assert.deepEqual(told, ["the configuration: delayMs"]);
  });

  it("keeps what comes during a shutdown until that is called off", async () => {
    const { life, clock, told } = scene({ delayMs: 1_000 });
    const { stream, give } = channel();
    watch(life, stream);
    life.ready();
    await clock.advance(0);
    const over = life.shutdown();
    give({ graceMs: 5_000 });
    await clock.advance(1);
    give({ graceMs: 6_000 });
    await clock.advance(1);
    assert.deepEqual(told, []);

    life.resume();
    await over;

    assert.equal(life.graceMs, 6_000);
    assert.deepEqual(told, ["the configuration: graceMs"]);
  });

  it("reads nothing after its release, nor when it is too late from the start", async () => {
    const { life, clock } = scene();
    let count = 0;
    const watching = watch(life, () => ({ graceMs: 5_000 + count++ }), { intervalMs: 100 });
    await watching.reload();
    const before = count;
    watching();
    await watching.reload();
    await clock.advance(1_000);
    assert.deepEqual([count, clock.pending], [before, 0]);

    await life.shutdown();
    await watch(life, () => ({ graceMs: 5_000 + count++ })).reload();

    assert.equal(count, before);
  });
});

describe("watch and SIGHUP", () => {
  it("reads on each reload of a life that hears of them, as long as it lasts", async () => {
    const hooks = new Map<string, () => unknown>();
    const { life } = scene();
    const hostLife: WatchedLife = Object.assign(life, {
      onReload(name: string, run: () => unknown): Release {
        hooks.set(name, run);
        return release(() => hooks.delete(name));
      },
    });
    let graceMs = 5_000;
    const watching = watch(hostLife, () => ({ graceMs }), { name: "the console" });
    await hooks.get("the console")?.();
    graceMs = 6_000;
    await hooks.get("the console")?.();
    assert.equal(life.graceMs, 6_000);

    watching();

    assert.equal(hooks.size, 0);
  });
});
