import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import { type Suggestion, suggestTimeouts } from "../../../src/config/mod.ts";
import { Lifecycle, type Phase, type Report } from "../../../src/core/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";
import { seededRandom } from "../../../src/capacity/seeded-random.ts";
import { hookReport, phaseReport, reportOf } from "./report-of.ts";

interface Seen {
  readonly tookMs: number;
  readonly isCutOff: boolean;
}

const seen: fc.Arbitrary<Seen> = fc.record({
  tookMs: fc.nat(20_000),
  isCutOff: fc.integer({ min: 0, max: 19 }).map((each) => each === 0),
});

function closeOf(history: readonly Seen[], options = {}): Suggestion {
  const reports = history.map(({ tookMs, isCutOff }) =>
    reportOf({ tookMs, end: isCutOff ? "timed-out" : "done" })
  );
  const [hook] = suggestTimeouts(reports, options).hooks;
  assert.ok(hook);
  return hook;
}

function msOf(suggestion: Suggestion): number {
  assert.ok(suggestion.end === "found");
  return suggestion.ms;
}

describe("suggestTimeouts, whatever was seen,", () => {
  const history = fc.array(seen, { minLength: 1, maxLength: 60 });
  const options = { quantile: 0.8 };

  it("never goes below what was not enough, and is near the longest at most", () => {
    fc.assert(fc.property(history, (all) => {
      const hook = closeOf(all, options);
      if (hook.end === "unknown") return assert.ok(hook.more > 0);
      const hitsMs = all.filter(({ isCutOff }) => isCutOff).map(({ tookMs }) => tookMs);
      assert.ok(hook.ms >= Math.max(250, ...hitsMs));
      assert.ok(hook.ms <= Math.max(250, hook.longestMs * 1.5 * 1.1 + 1));
    }));
  });

  it("says by how many more that end it would be found", () => {
    fc.assert(fc.property(history, (all) => {
      const hook = closeOf(all, options);
      if (hook.end === "found") return;
      const more = Array.from({ length: hook.more }, () => ({ tookMs: 1, isCutOff: false }));

      assert.equal(closeOf([...all, ...more], options).end, "found");
      assert.equal(closeOf([...all, ...more.slice(1)], options).end, "unknown");
    }));
  });

  it("does not ask in which order they came", () => {
    fc.assert(fc.property(history, (all) => {
      assert.deepEqual(closeOf(all.toReversed(), options), closeOf(all, options));
    }));
  });

  it("grows with what was seen", () => {
    fc.assert(fc.property(history, fc.nat(5_000), (all, byMs) => {
      const slower = all.map((each) => ({ ...each, tookMs: each.tookMs + byMs }));
      const [one, other] = [closeOf(all, options), closeOf(slower, options)];
      if (one.end === "found") assert.ok(msOf(other) >= one.ms);
    }));
  });
});

it("bounds the quantile as often as it says, of any distribution", () => {
  const shapes: readonly ((share: number) => number)[] = [
    (share) => 400 * share,
    (share) => -300 * Math.log(1 - share),
    (share) => Math.min(300 / (1 - share), 1e6),
    (share) => share < 0.85 ? 250 : 5_000,
  ];
  const random = seededRandom(7);
  for (const shape of shapes) {
    const [rounds, quantile] = [1_500, 0.9];
    let held = 0;
    for (let round = 0; round < rounds; round += 1) {
      const all = Array.from({ length: 60 }, () => ({
        tookMs: shape(random()),
        isCutOff: false,
      }));
      const ms = msOf(closeOf(all, { quantile, margin: 0, minMs: 0 }));
      if (ms >= shape(quantile)) held += 1;
    }
    // 0.95, less five standard errors of so many rounds.
    assert.ok(held / rounds > 0.95 - 0.028, `${held} of ${rounds}: ${String(shape)}`);
  }
});

const PHASES: readonly Phase[] = ["announce", "drain", "compensate", "close", "flush"];

it("suggests what a lifecycle takes, with all the drain that was needed", async () => {
  const ms = fc.constantFrom(0, 3, 90, 700, 4_000, 60_000);
  const scene = fc.record({
    phasesMs: fc.array(ms, { minLength: 5, maxLength: 5 }),
    hooksMs: fc.array(fc.record({ ms, at: fc.constantFrom(2, 3, 4) }), { maxLength: 6 }),
  });
  await fc.assert(
    fc.asyncProperty(scene, async ({ phasesMs, hooksMs }) => {
      const { hooks, drain, grace } = suggestTimeouts(
        Array.from({ length: 30 }, () => historyOf(phasesMs, hooksMs)),
        { quantile: 0.9 },
      );
      const life = new Lifecycle({ graceMs: msOf(grace), clock: handClock() });
      for (const hook of hooks) {
        const way = { compensate: "onCompensate", close: "onClose", flush: "onFlush" } as const;
        assert.ok(hook.phase in way);
        const name = way[hook.phase as keyof typeof way];
        life[name](hook.hook, () => {}, { timeoutMs: msOf(hook) });
      }

      life.ready();
      const report = await life.shutdown();

      const drained = report.phases.find(({ phase }) => phase === "drain");
      const announceMs = phasesMs[0] ?? 0;
      assert.ok((drained?.allottedMs ?? 0) - announceMs >= msOf(drain), JSON.stringify(drained));
    }),
    { numRuns: 60 },
  );
});

function historyOf(
  phasesMs: readonly number[],
  hooksMs: readonly { readonly ms: number; readonly at: number }[],
): Report {
  return {
    ...reportOf({}),
    phases: PHASES.map((phase, at) =>
      phaseReport({ phase, tookMs: phasesMs[at] ?? 0, allottedMs: 1e6 })
    ),
    hooks: hooksMs.map(({ ms, at }, index) =>
      hookReport({ phase: PHASES[at] ?? "close", hook: `hook-${index}`, tookMs: ms })
    ),
  };
}
