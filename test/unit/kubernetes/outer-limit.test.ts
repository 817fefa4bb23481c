import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Lifecycle } from "../../../src/core/mod.ts";
import {
  fitOf,
  MARGIN_MS,
  type OuterLimitOptions,
  warnOfOuterLimit,
} from "../../../src/kubernetes/mod.ts";

function told(options: OuterLimitOptions, graceMs = 25_000): readonly string[] {
  const lines: string[] = [];
  warnOfOuterLimit(new Lifecycle({ graceMs }), { warn: (line) => lines.push(line), ...options });
  return lines;
}

describe("fitOf", () => {
  it("fits exactly from the margin on", () => {
    assert.equal(fitOf({ graceMs: 25_000 }, 27_000).fit, "fits");
    assert.equal(fitOf({ graceMs: 25_000 }, 26_999).fit, "tight");
    assert.equal(fitOf({ graceMs: 25_000 }, 25_000).fit, "tight");
    assert.equal(fitOf({ graceMs: 25_000 }, 24_999).fit, "cut");
    assert.equal(fitOf({ graceMs: 25_000, maxGraceMs: 30_000 }, 27_000).fit, "extended");
    assert.equal(fitOf({ graceMs: 25_000, maxGraceMs: 30_000 }, 26_000).fit, "tight");
  });

  it("always fits into what it says is needed, and not into less than the budget", () => {
    const ms = fc.integer({ min: 1, max: 1e7 });
    fc.assert(fc.property(ms, ms, (graceMs, moreMs) => {
      const budget = { graceMs, maxGraceMs: graceMs + moreMs };
      const { neededMs } = fitOf(budget, 1);

      assert.equal(neededMs, graceMs + moreMs + MARGIN_MS);
      assert.equal(fitOf(budget, neededMs).fit, "fits");
      assert.notEqual(fitOf(budget, neededMs - 1).fit, "fits");
      assert.equal(fitOf(budget, graceMs - 1).fit, "cut");
    }));
  });
});

describe("warnOfOuterLimit", () => {
  it("says what does not fit, and what would", () => {
    assert.deepEqual(told({ outerGraceMs: 20_000 }), [
      'quiesce: the platform kills 20000 ms after the signal, but "graceMs" is 25000 ms, so that ' +
      "the end is cut short by 5000 ms; give it 27 s, or shorten the budget",
    ]);
    assert.match(told({ outerGraceMs: 26_000 }).join(), /leaves less than 2000 ms for the exit/);
  });

  it("is silent when it fits, and when nothing is known", () => {
    assert.deepEqual(told({ outerGraceMs: 30_000 }), []);
    assert.deepEqual(told({}), []);
    assert.deepEqual(told({ environment: {} }), []);
    assert.deepEqual(told({ environment: { QUIESCE_OUTER_GRACE_MS: "" } }), []);
  });

  it("reads the environment that it is given, over which the option wins", () => {
    const environment = { QUIESCE_OUTER_GRACE_MS: "10000" };

    assert.match(told({ environment }).join(), /kills 10000 ms after/);
    assert.deepEqual(told({ environment, outerGraceMs: 30_000 }), []);
  });

  it("warns of an environment that is wrong, and returns nothing", () => {
    const lines: string[] = [];
    const fit = warnOfOuterLimit(new Lifecycle(), {
      environment: { QUIESCE_OUTER_GRACE_MS: "30s" },
      warn: (line) => lines.push(line),
    });

    assert.equal(fit, undefined);
    assert.match(lines.join(), /Cannot use QUIESCE_OUTER_GRACE_MS: expected milliseconds.+"30s"$/);
  });

  it("refuses an option that is wrong", () => {
    assert.throws(() => told({ outerGraceMs: 0 }), { code: "BAD_OPTION" });
    // @ts-expect-error: it must be a function.
    assert.throws(() => told({ warn: "loud" }), { code: "BAD_OPTION" });
  });
});
