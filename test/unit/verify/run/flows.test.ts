import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { classify } from "../../../../src/verify/judge/classify.ts";
import { flowsOf } from "../../../../src/verify/run/flows.ts";
import type { Judged } from "../../../../src/verify/run/kept.ts";
import { exchange } from "../judge/hand-exchange.ts";

function judged(lane: string, endMs: number, status = 200): Judged {
  const raw = exchange({ lane, status, end: "whole", begun: true, startMs: 0, endMs });
  return { raw, classified: classify(raw, {}) };
}

describe("flowsOf", () => {
  it("counts what ended in each span, by lane and class", () => {
    const flows = flowsOf([
      judged("hot", 210),
      judged("hot", 219.9),
      judged("hot", 250),
      judged("hot", 250, 503),
      judged("slow", 1_500),
    ]);

    assert.deepEqual(flows, [
      { lane: "hot", class: "answered", startMs: 210, stepMs: 10, counts: [2, 0, 0, 0, 1] },
      { lane: "hot", class: "refused", startMs: 250, stepMs: 10, counts: [1] },
      { lane: "slow", class: "answered", startMs: 1_500, stepMs: 10, counts: [1] },
    ]);
  });

  it("forgets none, and stays small however long it takes", () => {
    const request = fc.tuple(fc.constantFrom("hot", "slow"), fc.integer({ min: 0, max: 600_000 }));

    fc.assert(fc.property(fc.array(request, { maxLength: 200 }), (all) => {
      const flows = flowsOf(all.map(([lane, endMs]) => judged(lane, endMs)));

      const sum = flows.flatMap(({ counts }) => counts).reduce((a, b) => a + b, 0);
      assert.equal(sum, all.length);
      assert.ok(flows.every(({ counts }) => counts.length <= 151));
    }));
  });
});
