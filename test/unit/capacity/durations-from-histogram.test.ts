import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Bucket, durationsFromHistogram } from "../../../src/capacity/mod.ts";
import { assertClose } from "./assert-close.ts";
import { badOption } from "./bad-option.ts";

const BUCKETS: readonly Bucket[] = [
  { leMs: 100, count: 50 },
  { leMs: 200, count: 50 },
  { leMs: 500, count: 90 },
  { leMs: Infinity, count: 100 },
];

describe("durationsFromHistogram", () => {
  it("spreads each bucket evenly, and the open one up to its limit", () => {
    const durations = durationsFromHistogram(BUCKETS, { maxMs: 1_000 });

    assert.deepEqual(durations.parts, [
      { fromMs: 0, toMs: 100, share: 0.5 },
      { fromMs: 200, toMs: 500, share: 0.4 },
      { fromMs: 500, toMs: 1_000, share: 0.1 },
    ]);
    assert.equal(durations.observed, 100);
  });

  it("computes as the integrals of the even spread do", () => {
    const durations = durationsFromHistogram(BUCKETS, { maxMs: 1_000 });

    assertClose(durations.meanMs, 0.5 * 50 + 0.4 * 350 + 0.1 * 750, 1e-9);
    assertClose(durations.quantile(0.25), 50, 1e-9);
    assertClose(durations.quantile(0.7), 350, 1e-9);
    assertClose(durations.tail(350), 0.3, 1e-9);
    assertClose(durations.tail(150), 0.5, 1e-9);
    assertClose(durations.excessMs(500), 0.1 * 250, 1e-9);
    assertClose(durations.excessMs(350), 0.1 * 400 + 0.4 * 0.5 * 75, 1e-9);
    assert.equal(durations.excessMs(1_000), 0);
  });

  it("has an excess that is the integral of its tail", () => {
    const { tail, excessMs } = durationsFromHistogram(BUCKETS, { maxMs: 1_000 });
    for (const fromMs of [0, 50, 120, 333, 500, 999]) {
      let sumMs = 0;
      for (let ms = fromMs; ms < 1_000; ms += 0.25) sumMs += tail(ms + 0.125) * 0.25;

      assertClose(excessMs(fromMs), sumMs, 0.05);
    }
  });

  it("does not ask for a limit when the open bucket is empty", () => {
    const closed = [...BUCKETS.slice(0, 3), { leMs: Infinity, count: 90 }];

    const durations = durationsFromHistogram(closed);

    assert.equal(durations.quantile(1), 500);
    assert.equal(durations.maxMs, Infinity);
  });

  it("takes a limit within the last bucket in use", () => {
    const closed = [...BUCKETS.slice(0, 3), { leMs: Infinity, count: 90 }];

    assert.equal(durationsFromHistogram(closed, { maxMs: 300 }).quantile(1), 300);
    assert.throws(() => durationsFromHistogram(closed, { maxMs: 100 }), badOption("maxMs"));
  });

  it("does not guess where the open bucket ends", () => {
    assert.throws(() => durationsFromHistogram(BUCKETS), (error: Error) => {
      badOption("maxMs")(error);
      assert.match(error.message, /10 took longer than 500 ms/);
      return true;
    });
  });

  it("refuses buckets that are not those of a cumulative histogram", () => {
    const cases: readonly (readonly [unknown, string])[] = [
      [[], "buckets"],
      [undefined, "buckets"],
      [[{ leMs: 10, count: 5 }], "buckets"],
      [[{ leMs: 10, count: 5 }, { leMs: 10, count: 6 }], "leMs"],
      [[{ leMs: NaN, count: 5 }], "leMs"],
      [[{ leMs: -1, count: 5 }], "leMs"],
      [[null], "leMs"],
      [[{ leMs: 10, count: 5 }, { leMs: Infinity, count: 4 }], "count"],
      [[{ leMs: Infinity, count: NaN }], "count"],
      [[{ leMs: Infinity, count: 0 }], "count"],
    ];
    for (const [buckets, option] of cases) {
      assert.throws(() => durationsFromHistogram(buckets as Bucket[]), badOption(option));
    }
  });
});
