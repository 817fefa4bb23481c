import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import { durationsFromVerification, type Verification } from "../../../src/capacity/mod.ts";
import { classify } from "../../../src/verify/judge/classify.ts";
import { durationsOf } from "../../../src/verify/run/durations.ts";
import { exchange } from "../verify/judge/hand-exchange.ts";
import { badOption } from "./bad-option.ts";

/** What a run keeps of answered requests that took so long. */
function run(lanes: Readonly<Record<string, readonly number[]>>) {
  const judged = Object.entries(lanes).flatMap(([lane, all]) =>
    all.map((tookMs) => {
      const seen = { lane, end: "whole", status: 200, begun: true, startMs: 0 } as const;
      const raw = exchange({ ...seen, endMs: tookMs });
      return { raw, classified: classify(raw, {}) };
    })
  );
  return { durations: durationsOf(judged) };
}

function result(...runs: readonly ReturnType<typeof run>[]): Verification {
  return { scenarios: [{ runs: [] }, ...runs.map((each) => ({ runs: [each] }))] };
}

describe("durationsFromVerification", () => {
  it("adds up the lanes of all runs, and knows what is between them", () => {
    const durations = durationsFromVerification(
      result(run({ hot: [4.5, 4.9], slow: [900] }), run({ hot: [4.1] }), run({})),
    );

    assert.deepEqual(durations.parts, [
      { fromMs: 4, toMs: 5, share: 0.75 },
      { fromMs: 800, toMs: 1_000, share: 0.25 },
    ]);
    assert.equal(durations.observed, 4);
  });

  it("gives each duration within about a quarter, whatever was seen", () => {
    const tookMs = fc.array(fc.integer({ min: 1, max: 600_000 }), { minLength: 1, maxLength: 60 });

    fc.assert(fc.property(tookMs, tookMs, (one, other) => {
      const durations = durationsFromVerification(result(run({ a: one }), run({ b: other })));

      const all = [...one, ...other].sort((a, b) => a - b);
      assert.equal(durations.observed, all.length);
      for (const [rank, ms] of all.entries()) {
        const ratio = durations.quantile((rank + 0.5) / all.length) / ms;
        assert.ok(ratio > 0.77 && ratio < 1.28, `${ratio * ms} ms for ${ms} ms`);
      }
    }));
  });

  it("leaves the probes out, unless they are asked for", () => {
    const probed = result(run({ probe: [1], slow: [900, 900] }));

    assert.equal(durationsFromVerification(probed).observed, 2);
    assert.equal(durationsFromVerification(probed, { lanes: ["probe"] }).observed, 1);
  });

  it("takes a limit that nothing can exceed", () => {
    const slow = result(run({ slow: [900] }));

    assert.equal(durationsFromVerification(slow, { maxMs: 930 }).quantile(1), 930);
    assert.throws(() => durationsFromVerification(slow, { maxMs: 500 }), badOption("maxMs"));
  });

  it("names the lanes that there are when there is nothing to read", () => {
    const slow = result(run({ slow: [900] }));

    assert.throws(
      () => durationsFromVerification(slow, { lanes: ["hot"] }),
      /"lanes" must be lanes in which something was answered \(slow\)/,
    );
    assert.throws(() => durationsFromVerification(result(run({}))), /\(there are none\)/);
  });

  it("refuses what is no result", () => {
    const given = [undefined, null, [], {}, { scenarios: 5 }] as unknown as Verification[];
    for (const each of given) {
      assert.throws(() => durationsFromVerification(each), badOption("result"));
    }
    const old = { scenarios: [{ runs: [{ requests: [] }] }] } as unknown as Verification;
    assert.throws(() => durationsFromVerification(old), badOption("durations"));
  });
});
