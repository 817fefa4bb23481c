import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import { durationsFrom, durationsFromRequests, lagOfChecks } from "../../../src/capacity/mod.ts";
import { seededRandom } from "../../../src/capacity/seeded-random.ts";
import { assertClose } from "./assert-close.ts";
import { badOption } from "./bad-option.ts";

const samples = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 40 });
const time = fc.double({ min: 0, max: 60, noNaN: true });

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}

describe("durationsFrom", () => {
  it("counts the same as a walk through all samples", () => {
    fc.assert(fc.property(samples, time, (all, ms) => {
      const durations = durationsFrom(all);

      assertClose(durations.meanMs, mean(all), 1e-9);
      assertClose(durations.tail(ms), mean(all.map((each) => each > ms ? 1 : 0)), 1e-9);
      assertClose(durations.excessMs(ms), mean(all.map((each) => Math.max(0, each - ms))), 1e-9);
    }));
  });

  it("gives the time within which a share has ended", () => {
    const durations = durationsFrom([40, 10, 30, 20]);

    assert.deepEqual([0, 0.25, 0.26, 0.5, 1].map(durations.quantile), [10, 10, 20, 20, 40]);
  });

  it("draws what was given, as often as it was given", () => {
    const durations = durationsFrom([10, 10, 10, 20]);
    const random = seededRandom(1);
    const drawn = Array.from({ length: 40_000 }, () => durations.sample(random));

    assert.deepEqual([...new Set(drawn)].sort((one, other) => one - other), [10, 20]);
    assertClose(mean(drawn), 12.5, 0.15);
  });

  it("takes a million samples", () => {
    const random = seededRandom(2);
    const durations = durationsFrom(Array.from({ length: 1_000_000 }, () => random() * 100));

    assert.equal(durations.observed, 1_000_000);
    assertClose(durations.meanMs, 50, 0.2);
    assertClose(durations.tail(90), 0.1, 0.002);
  });

  it("leaves the samples as they were", () => {
    const all = Object.freeze([3, 1, 2]);

    durationsFrom(all);

    assert.deepEqual(all, [3, 1, 2]);
  });

  it("refuses what is no list of durations", () => {
    const given = [[], [NaN], [-1], [Infinity], ["1"], undefined, 5] as unknown as number[][];
    for (const each of given) assert.throws(() => durationsFrom(each), badOption("samples"));
    assert.throws(() => durationsFrom([5, 20], { maxMs: 10 }), badOption("maxMs"));
    assert.throws(() => durationsFrom([5], { maxMs: NaN }), badOption("maxMs"));
  });

  it("refuses a quantile that is none", () => {
    const { quantile } = durationsFrom([1]);
    for (const p of [-0.1, 1.1, NaN]) assert.throws(() => quantile(p), badOption("p"));
  });
});

describe("durationsFromRequests", () => {
  it("measures from the beginning to the end", () => {
    const durations = durationsFromRequests([
      { startMs: 100, endMs: 110 },
      { startMs: 105, endMs: 135 },
    ]);

    assert.deepEqual(durations.parts, durationsFrom([10, 30]).parts);
  });

  it("refuses a request that has not ended, or ended before it began", () => {
    const open = { startMs: 1 } as { startMs: number; endMs: number };
    assert.throws(() => durationsFromRequests([open]), badOption("endMs"));
    assert.throws(() => durationsFromRequests([{ startMs: 2, endMs: 1 }]), badOption("endMs"));
    assert.throws(() => durationsFromRequests(undefined as never), badOption("requests"));
    assert.throws(() => durationsFromRequests({} as never), badOption("requests"));
    assert.throws(() => durationsFromRequests([null as never]), badOption("startMs"));
  });

  it("says that there is nothing to read", () => {
    assert.throws(() => durationsFromRequests([]), /one request .+, got an empty array$/);
    assert.throws(() => durationsFrom([]), /"samples" must be an array .+, got an empty array$/);
    assert.throws(
      () => durationsFromRequests({ scenarios: [] } as never),
      /durationsFromVerification reads a result/,
    );
  });
});

describe("lagOfChecks", () => {
  it("is spread over the last interval before the balancer believes it", () => {
    const lag = lagOfChecks({ intervalMs: 100, fall: 3 });

    assert.deepEqual(lag.parts, [{ fromMs: 200, toMs: 300, share: 1 }]);
    assert.equal(lag.maxMs, 300);
    assert.equal(lag.observed, Infinity);
  });

  it("counts the time of each check", () => {
    const lag = lagOfChecks({ intervalMs: 100, fall: 2, answerMs: 10 });

    assert.deepEqual(lag.parts, [{ fromMs: 120, toMs: 230, share: 1 }]);
  });

  it("matches a walk through the checks", () => {
    const random = seededRandom(3);
    const checks = { intervalMs: 100, fall: 2, answerMs: 10 };
    const lag = lagOfChecks(checks);
    for (let round = 0; round < 1_000; round += 1) {
      let atMs = random() * (checks.intervalMs + checks.answerMs) + checks.answerMs;
      for (let failed = 1; failed < checks.fall; failed += 1) {
        atMs += checks.intervalMs + checks.answerMs;
      }

      assert.ok(atMs >= lag.quantile(0) && atMs <= lag.quantile(1), `${atMs} ms`);
    }
  });

  it("refuses checks that are none", () => {
    assert.throws(() => lagOfChecks({ intervalMs: 0, fall: 1 }), badOption("intervalMs"));
    assert.throws(() => lagOfChecks({ intervalMs: Infinity, fall: 1 }), badOption("intervalMs"));
    assert.throws(() => lagOfChecks({ intervalMs: 1, fall: 0 }), badOption("fall"));
    assert.throws(
      () => lagOfChecks({ intervalMs: 1, fall: 1, answerMs: -1 }),
      badOption("answerMs"),
    );
  });
});
