import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { leastCount, quantileBound } from "../../../src/config/quantile-bound.ts";

/** The chance of exactly `hits` in `count`, multiplied out. */
function binomial(count: number, hits: number, chance: number): number {
  let ways = 1;
  for (let at = 1; at <= hits; at += 1) ways *= (count - at + 1) / at;
  return ways * chance ** hits * (1 - chance) ** (count - hits);
}

function sureness(count: number, quantile: number, passedBy: number): number {
  let sum = 0;
  for (let longer = 0; longer <= passedBy; longer += 1) {
    sum += binomial(count, longer, 1 - quantile);
  }
  return 1 - sum;
}

describe("quantileBound", () => {
  // The counts that tables of tolerance limits give for 95 % sure bounds of the 95th and 99th
  // percentile, by the longest, the second and the third longest.
  for (
    const [quantile, passedBy, count] of [
      [0.95, 0, 59],
      [0.95, 1, 93],
      [0.95, 2, 124],
      [0.99, 0, 299],
      [0.99, 1, 473],
      [0.99, 2, 628],
    ] as const
  ) {
    it(`takes ${passedBy} longer ones for the ${quantile} quantile of ${count}, not of one less`, () => {
      assert.equal(quantileBound(count, quantile, 0.95, 0).passedBy, passedBy);
      assert.equal(leastCount(quantile, 0.95, passedBy), count);
      const before = quantileBound(count - 1, quantile, 0.95, passedBy);
      assert.ok(before.confidence < 0.95, `${before.confidence}`);
    });
  }

  it("is as sure as the binomial distribution says", () => {
    for (let count = 1; count <= 60; count += 1) {
      for (const quantile of [0.5, 0.9, 0.99]) {
        for (let passedBy = 0; passedBy < Math.min(count, 6); passedBy += 1) {
          const { confidence } = quantileBound(count, quantile, 1, passedBy);
          const difference = Math.abs(confidence - sureness(count, quantile, passedBy));
          assert.ok(difference < 1e-9, `${count} ${quantile} ${passedBy}: ${difference}`);
        }
      }
    }
  });

  it("is not sure of anything when all are beyond", () => {
    assert.equal(quantileBound(3, 0.9, 0.95, 3).confidence, 0);
    assert.equal(quantileBound(0, 0.9, 0.95, 0).confidence, 0);
  });

  it("knows what is too small for a number", () => {
    const { passedBy, confidence } = quantileBound(200_000, 0.99, 0.95, 0);

    // The normal distribution says 2000 - 1.645 * 44.5 of them.
    assert.ok(Math.abs(passedBy - 1_927) < 3, `${passedBy}`);
    assert.ok(confidence >= 0.95 && confidence < 0.952, `${confidence}`);
  });
});
