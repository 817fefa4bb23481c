import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import {
  durationsFrom,
  durationsFromHistogram,
  lagOfChecks,
  lossChance,
  recommend,
  type Recommendation,
  type RecommendOptions,
} from "../../../src/capacity/mod.ts";
import { seededRandom } from "../../../src/capacity/seeded-random.ts";
import { Budget, reservesOf } from "../../../src/core/budget.ts";
import { Lifecycle } from "../../../src/core/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";
import { badOption } from "./bad-option.ts";

type Found = Extract<Recommendation, { readonly end: "found" }>;

const HISTOGRAM = [
  { leMs: 100, count: 900_000 },
  { leMs: 1_000, count: 999_000 },
  { leMs: 5_000, count: 1_000_000 },
  { leMs: Infinity, count: 1_000_000 },
];
const OPTIONS: RecommendOptions = {
  durations: durationsFromHistogram(HISTOGRAM),
  propagation: lagOfChecks({ intervalMs: 2_000, fall: 2 }),
  instances: 10,
  ratePerSecond: 20,
};

function found(options: RecommendOptions): Found {
  const advice = recommend(options);
  assert.equal(advice.end, "found", advice.why.join("\n"));
  return advice as Found;
}

function unknown(options: RecommendOptions): string {
  const advice = recommend(options);
  assert.equal(advice.end, "unknown");
  return advice.why.join("\n");
}

/** How long the drain of a lifecycle with these options lasts at most, once it has served on. */
function drainMsOf({ delayMs, graceMs }: Found, options: RecommendOptions): number {
  const { compensateMs, closeMs, flushMs, lingerMs = 400 } = options;
  const declared = Object.fromEntries(
    Object.entries({ compensateMs, closeMs, flushMs }).filter(([, ms]) => ms !== undefined),
  );
  const reserves = reservesOf(graceMs, declared);
  const budget = new Budget(handClock(), { graceMs, maxGraceMs: graceMs, delayMs, reserves });
  return budget.remainingMs("drain") - Math.max(delayMs, lingerMs);
}

describe("recommend", () => {
  it("finds the shortest delay and drain that keep within what is accepted", () => {
    const { delayMs, drainMs } = found(OPTIONS);
    const lossOf = (delayMs: number, drainMs: number): number =>
      lossChance({ ...OPTIONS, delayMs, drainMs }).perDeploy.chance;

    assert.ok(lossOf(delayMs, drainMs) <= 0.01);
    assert.ok(lossOf(delayMs - 1, 1e6) > 0.005);
    assert.ok(lossOf(delayMs, drainMs - 1) > 0.01);
    assert.ok(delayMs > 2_000 && delayMs <= 4_000, `${delayMs} ms`);
  });

  it("tells what is lost with it", () => {
    const { delayMs, drainMs, loss } = found(OPTIONS);

    assert.deepEqual(loss, lossChance({ ...OPTIONS, delayMs, drainMs }));
  });

  it("asks for more time when less is accepted", () => {
    const strict = found({ ...OPTIONS, maxLoss: 0.005 });
    const easy = found({ ...OPTIONS, maxLoss: 0.5 });

    assert.ok(strict.delayMs > easy.delayMs && strict.drainMs > easy.drainMs);
    assert.ok(strict.graceMs > easy.graceMs && strict.outerGraceMs >= easy.outerGraceMs);
  });

  it("needs no time for nothing, but the least of a drain", () => {
    const { delayMs, drainMs } = found({ ...OPTIONS, ratePerSecond: 0 });

    assert.deepEqual([delayMs, drainMs], [0, 1_500]);
  });

  it("gives a lifecycle the drain that it computed", () => {
    const ms = fc.option(fc.nat(20_000), { nil: undefined });
    const options = fc.record({
      propagation: fc.nat(60_000),
      compensateMs: ms,
      closeMs: ms,
      flushMs: ms,
      lingerMs: ms,
      minDrainMs: ms,
      maxMs: fc.integer({ min: 10, max: 100_000 }),
    });
    fc.assert(fc.property(options, ({ maxMs, ...drawn }) => {
      const durations = durationsFrom([10], { maxMs });
      const all = { ...drawn, durations, instances: 3, ratePerSecond: 30 };
      const advice = found(all);
      const drainMs = drainMsOf(advice, all);

      assert.ok(drainMs >= advice.drainMs - 1e-6, `${drainMs} ms of ${advice.drainMs}`);
      const shorter = drainMsOf({ ...advice, graceMs: advice.graceMs - 1 }, all);
      assert.ok(shorter < advice.drainMs + 1e-6, "a millisecond less is not enough");
    }));
  });

  it("lets a request that begins at the last moment have its whole drain", async () => {
    const { delayMs, drainMs, graceMs } = found({ ...OPTIONS, closeMs: 3_000 });
    const clock = handClock();
    const life = new Lifecycle({ graceMs, delayMs, clock });
    life.use("database", {}, () => {}, { timeoutMs: 3_000 });
    life.ready();

    const shutdown = life.shutdown();
    await clock.advance(delayMs - 1);
    assert.equal(life.gate.enter(), true);
    await clock.advance(1 + drainMs - 1);
    assert.equal(life.signal.aborted, false);
    life.gate.leave();
    await clock.advance(graceMs);

    assert.equal((await shutdown).exitCode, 0);
  });

  it("asks the outside for whole seconds, and for more than it needs", () => {
    const { graceMs, outerGraceMs } = found({ ...OPTIONS, marginMs: 2_500 });

    assert.equal(outerGraceMs % 1_000, 0);
    assert.ok(outerGraceMs >= graceMs + 2_500 && outerGraceMs < graceMs + 3_500);
  });

  it("says what each number comes from", () => {
    const { why } = found(OPTIONS);

    for (const name of ["delayMs", "drainMs", "graceMs", "outerGraceMs"]) {
      assert.ok(why.some((line) => line.startsWith(name)), `${name} in ${why.join("\n")}`);
    }
  });

  it("does not guess from too few durations", () => {
    const durations = durationsFrom([10, 20, 30]);
    const why = unknown({ ...OPTIONS, durations });

    assert.match(why, /^drainMs is unknown: 3 durations of requests were given, and it takes 240;/);
    assert.match(why, /"maxMs".*"maxLoss"/);
  });

  it("does not guess from too few lags", () => {
    const propagation = durationsFrom([100, 200]);
    const why = unknown({ ...OPTIONS, propagation });

    // Half of one in a hundred, over ten restarts: once in 2000, for which it takes three times as many.
    assert.match(why, /^delayMs is unknown: 2 lags of the load balancer.*takes 6000;/);
  });

  it("believes as many as it says that it takes", () => {
    const random = seededRandom(4);
    const lags = Array.from({ length: 6_000 }, () => 100 + random() * 100);
    const { delayMs } = found({ ...OPTIONS, propagation: durationsFrom(lags) });

    assert.ok(delayMs > 180 && delayMs <= 200, `${delayMs} ms`);
    assert.match(unknown({ ...OPTIONS, propagation: durationsFrom(lags.slice(1)) }), /6000/);
  });

  it("takes the limit that was stated where observations do not reach", () => {
    const durations = durationsFrom([10, 20, 30], { maxMs: 7_000.5 });
    const propagation = durationsFrom([100], { maxMs: 900 });
    const { delayMs, drainMs, why } = found({ ...OPTIONS, durations, propagation });

    assert.deepEqual([delayMs, drainMs], [900, 7_001]);
    assert.match(why.join("\n"), /the limit that was stated, since 3 durations/);
  });

  it("refuses what it cannot work with", () => {
    const cases: readonly (readonly [object, string])[] = [
      [{ maxLoss: 0 }, "maxLoss"],
      [{ maxLoss: 1 }, "maxLoss"],
      [{ maxLoss: NaN }, "maxLoss"],
      [{ closeMs: Infinity }, "closeMs"],
      [{ flushMs: -1 }, "flushMs"],
      [{ compensateMs: "1" }, "compensateMs"],
      [{ lingerMs: NaN }, "lingerMs"],
      [{ minDrainMs: Infinity }, "minDrainMs"],
      [{ marginMs: -1 }, "marginMs"],
      [{ instances: 0 }, "instances"],
      [{ propagation: Infinity }, "propagation"],
    ];
    for (const [change, option] of cases) {
      const options = { ...OPTIONS, ...change } as RecommendOptions;
      assert.throws(() => recommend(options), badOption(option));
    }
  });
});
