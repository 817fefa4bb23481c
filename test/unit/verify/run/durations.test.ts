import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { classify } from "../../../../src/verify/judge/classify.ts";
import { BOUNDS, durationsOf } from "../../../../src/verify/run/durations.ts";
import type { Judged } from "../../../../src/verify/run/kept.ts";
import { exchange } from "../judge/hand-exchange.ts";

function judged(lane: string, tookMs: number, status = 200): Judged {
  const raw = exchange({
    lane,
    status,
    end: "whole",
    begun: true,
    startMs: 1_000,
    endMs: 1_000 + tookMs,
  });
  return { raw, classified: classify(raw, {}) };
}

describe("durationsOf", () => {
  it("counts the answered requests of each lane, and no others", () => {
    const durations = durationsOf([
      judged("slow", 900),
      judged("slow", 1_000),
      judged("slow", 1_001),
      judged("hot", 0.04),
      judged("hot", 1, 503),
    ]);

    assert.deepEqual(durations, {
      slow: [
        { leMs: 800, count: 0 },
        { leMs: 1_000, count: 2 },
        { leMs: 1_250, count: 3 },
      ],
      hot: [{ leMs: 0.1, count: 1 }],
    });
  });

  it("counts each within bounds that are a quarter apart", () => {
    const tookMs = fc.integer({ min: 1, max: 10_000_000 });

    fc.assert(fc.property(fc.array(tookMs, { minLength: 1, maxLength: 50 }), (all) => {
      const buckets = durationsOf(all.map((ms) => judged("any", ms)))["any"] ?? [];

      assert.equal(buckets.at(-1)?.count, all.length);
      for (const { leMs, count } of buckets.slice(0, -1)) {
        assert.equal(count, all.filter((ms) => ms <= leMs).length);
      }
      const shortest = Math.min(...all);
      assert.ok((buckets[0]?.leMs ?? Infinity) < shortest || shortest <= 0.1);
      assert.ok((buckets[1]?.count ?? 1) > 0);
    }));
    const steps = BOUNDS.slice(1).map((bound, index) => bound / (BOUNDS[index] ?? 0));
    assert.ok(Math.max(...steps) < 1.3 && Math.min(...steps) > 1.2);
  });
});
