// Whatever is seen of a request, it is of exactly one class, and none goes missing in the sums.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { classify } from "../../../../src/verify/judge/classify.ts";
import type { Counts } from "../../../../src/verify/result.ts";
import { countsOf, NO_COUNTS, sumOf } from "../../../../src/verify/run/counts.ts";
import { keptRequests } from "../../../../src/verify/run/kept.ts";
import type { RawExchange } from "../../../../src/verify/wire/exchange.ts";

const ENDS = [
  "whole",
  "unprocessed",
  "abandoned",
  "broken",
  "fin",
  "reset",
  "unreachable",
  "closed",
  "open",
] as const;

const exchanges: fc.Arbitrary<RawExchange> = fc.record({
  id: fc.nat(10_000),
  lane: fc.constantFrom("hot", "slow", "probe"),
  label: fc.constant("GET /"),
  connection: fc.nat(50),
  expects: fc.constantFrom(undefined, 200, 404),
  startMs: fc.nat(3_000),
  endMs: fc.nat(3_000),
  end: fc.constantFrom(...ENDS),
  status: fc.constantFrom(undefined, 200, 404, 408, 500, 503),
  begun: fc.boolean(),
  saidClose: fc.boolean(),
  earlier: fc.nat(3),
  idleMs: fc.constantFrom(undefined, 1, 500),
  warned: fc.boolean(),
  reception: fc.constantFrom(undefined, "unread", "read", "half-closed", "queued", "unseen"),
  bytesSent: fc.nat(2),
  bytesReceived: fc.nat(2),
  timeline: fc.constant([]),
}).map(({ startMs, endMs, ...rest }) => ({ ...rest, startMs, endMs: startMs + endMs }));

const facts = fc.record({
  refusingMs: fc.nat(6_000),
  exitMs: fc.nat(6_000),
  lastTakenMs: fc.nat(6_000),
}, { requiredKeys: [] });

describe("the class of a request", () => {
  it("is one of six, says why, and does not depend on who asks when", () => {
    fc.assert(fc.property(exchanges, facts, (raw, run) => {
      const first = classify(raw, run);

      assert.ok(Object.keys(NO_COUNTS).includes(first.class));
      assert.notEqual(first.how, "");
      assert.deepEqual(classify(structuredClone(raw), run), first);
    }));
  });

  it("is never a good one when the answer did not come to its end", () => {
    fc.assert(fc.property(exchanges, facts, (raw, run) => {
      const kind = classify(raw, run).class;

      if (raw.end !== "whole") assert.notEqual(kind, "answered");
      if (raw.begun && (raw.end === "fin" || raw.end === "reset")) assert.equal(kind, "cut");
      const isEnded = raw.end === "fin" || raw.end === "reset";
      if (raw.reception === "read" && isEnded && raw.bytesSent > 0 && !raw.warned) {
        assert.ok(kind === "lost" || kind === "cut");
      }
    }));
  });

  it("adds up: over all, and over the parts", () => {
    fc.assert(fc.property(fc.array(exchanges), fc.array(exchanges), (some, others) => {
      const counts = (those: readonly RawExchange[]): Counts =>
        countsOf(those.map((raw) => classify(raw, {}).class));

      const sum = sumOf([counts(some), counts(others)]);

      assert.deepEqual(sum, counts([...some, ...others]));
      const total = Object.values(sum).reduce((a, b) => a + b, 0);
      assert.equal(total, some.length + others.length);
    }));
  });

  it("keeps each request that went wrong, as long as there are few", () => {
    fc.assert(fc.property(fc.array(exchanges, { maxLength: 150 }), (all) => {
      const judged = all.map((raw) => ({ raw, classified: classify(raw, {}) }));
      const isWrong = (kind: string): boolean => kind !== "answered" && kind !== "refused";

      const kept = keptRequests(judged, 2_000);

      const wrong = judged.filter(({ classified }) => isWrong(classified.class));
      assert.equal(kept.filter((each) => isWrong(each.class)).length, wrong.length);
    }));
  });
});
