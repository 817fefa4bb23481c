import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { suggestTimeouts } from "../../../src/config/mod.ts";
import { type HookReport, Lifecycle, type Report } from "../../../src/core/mod.ts";
import { auditLog, type AuditRecord } from "../../../src/observe/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";
import { phaseReport, QUIET, reportOf } from "./report-of.ts";

function times(count: number, hook: Partial<HookReport>): Report[] {
  return Array.from({ length: count }, () => reportOf(hook));
}

function first(reports: readonly Report[], options = {}) {
  const [hook] = suggestTimeouts(reports, options).hooks;
  assert.ok(hook);
  return hook;
}

describe("suggestTimeouts", () => {
  it("adds the margin to what was seen, in two digits", () => {
    const { end, ...rest } = first(times(299, { tookMs: 823 }));

    assert.equal(end, "found");
    assert.deepEqual({ ...rest, confidence: 0 }, {
      phase: "close",
      hook: "database",
      ms: 1_300,
      confidence: 0,
      seen: 299,
      cutOff: 0,
      longestMs: 823,
    });
  });

  it("is as sure as asked for from 299 on, and less before", () => {
    const sure = first(times(299, {}));
    const less = first(times(298, {}));

    assert.ok(sure.end === "found" && sure.confidence >= 0.95);
    assert.ok(less.end === "found" && less.confidence < 0.95 && less.confidence > 0.94);
  });

  it("suggests nothing from too few, and says how many more it takes", () => {
    const few = first(times(68, {}));

    assert.deepEqual([few.end, few.end === "unknown" && few.more], ["unknown", 1]);
    assert.equal(first(times(69, {})).end, "found");
  });

  it("passes over the longest ones that many others allow for", () => {
    const reports = [...times(472, { tookMs: 1_000 }), ...times(1, { tookMs: 9_000 })];

    const hook = first(reports);

    assert.deepEqual([hook.end === "found" && hook.ms, hook.longestMs], [1_500, 9_000]);
  });

  it("never suggests less than a time that was not enough", () => {
    const cut = reportOf({ end: "timed-out", tookMs: 4_000 });

    const hook = first([...times(472, { tookMs: 100 }), cut]);

    assert.deepEqual([hook.end === "found" && hook.ms, hook.cutOff], [4_000, 1]);
    const bounded = first([...times(472, { tookMs: 100 }), cut], { maxMs: 1_000 });
    assert.ok(bounded.end === "found" && bounded.ms === 4_000);
  });

  it("takes one that was cut off for longer than any other", () => {
    const cut = times(1, { end: "timed-out", tookMs: 1 });

    const hook = first([...times(167, { tookMs: 600 }), ...cut]);

    // The longest is not known, so the second longest must do, which is less sure.
    assert.ok(hook.end === "found" && hook.ms === 900);
    assert.ok(hook.confidence > 0.5 && hook.confidence < 0.51, `${hook.confidence}`);
  });

  it("suggests nothing for what hangs too often, however many reports there are", () => {
    const often = first([
      ...times(300, { tookMs: 100 }),
      ...times(10, { end: "timed-out", tookMs: 500 }),
    ]);

    assert.deepEqual([often.end, often.longestMs], ["unknown", 500]);
    assert.ok(often.end === "unknown" && often.more > 700);
  });

  it("does not learn from hooks that failed, were skipped or came late", () => {
    const misleading = [
      ...times(100, { end: "failed", tookMs: 1 }),
      ...times(100, { end: "skipped" }),
      ...times(100, { late: true }),
    ];

    assert.deepEqual(suggestTimeouts(misleading).hooks, []);
  });

  it("leaves out what was hurried or called off", () => {
    const forced = { kind: "signal", message: "received SIGTERM" };
    const reports = [reportOf({}, { forced }), reportOf({}, { end: "called-off" }), reportOf({})];

    const { hooks, leftOut, shutdowns } = suggestTimeouts(reports);

    assert.deepEqual([hooks[0]?.seen, leftOut, shutdowns], [1, 2, 3]);
  });

  it("keeps hooks of one name in two phases apart", () => {
    const { hooks } = suggestTimeouts([reportOf({}), reportOf({ phase: "flush" })]);

    assert.deepEqual(hooks.map(({ phase, hook }) => `${phase}/${hook}`), [
      "close/database",
      "flush/database",
    ]);
  });

  it("learns the same from an audit log as from reports", async () => {
    const lines: string[] = [];
    const reports: Report[] = [];
    for (let count = 0; count < 25; count += 1) {
      const clock = handClock();
      const life = new Lifecycle({ clock, graceMs: 10_000 });
      auditLog(life, { write: (line) => void lines.push(line) });
      life.onClose("slow", () => clock.advance(300));
      life.onClose("stuck", () => count > 1 ? undefined : new Promise(() => {}), {
        timeoutMs: 500,
      });
      life.ready();
      const over = life.shutdown();
      await clock.advance(2_000);
      reports.push(await over);
    }
    const records = lines.map((line) => JSON.parse(line) as AuditRecord);

    const suggestions = suggestTimeouts(records, { quantile: 0.8 });

    assert.deepEqual(suggestions, suggestTimeouts(reports, { quantile: 0.8 }));
    assert.equal(suggestions.shutdowns, 25);
    assert.deepEqual(suggestions.hooks.map(({ hook, cutOff }) => `${hook} ${cutOff}`).toSorted(), [
      "slow 0",
      "stuck 2",
    ]);
  });

  it("stays inside its bounds", () => {
    const low = first(times(299, { tookMs: 1 }));
    const high = first(times(299, { tookMs: 90_000 }), { maxMs: 10_000 });

    assert.deepEqual([low.end === "found" && low.ms, high.end === "found" && high.ms], [
      250,
      10_000,
    ]);
  });

  it("takes a drain that was cut for one that needs longer", () => {
    const cut = { ...QUIET, deadlinePassed: true, phases: [phaseReport({ tookMs: 9_000 })] };
    const decayed = {
      ...QUIET,
      drainCut: { kind: "decay", message: "too slow" },
      phases: [phaseReport({ tookMs: 3_000 })],
    };
    const quiet = times(700, {}).map((report) => ({
      ...report,
      phases: [phaseReport({ tookMs: 2_000 })],
    }));

    const { drain } = suggestTimeouts([...quiet, cut, decayed]);

    assert.deepEqual([drain.end === "found" && drain.ms, drain.cutOff], [9_000, 2]);
  });

  it("reads what was stored, in which an endless time is null", () => {
    const phases = QUIET.phases.map((phase) => ({ ...phase, allottedMs: Infinity }));
    const stored = times(299, {}).map((report) => ({ ...report, phases }));

    const { drain } = suggestTimeouts(JSON.parse(JSON.stringify(stored)) as Report[]);

    assert.deepEqual([drain.end, drain.cutOff], ["found", 0]);
  });

  it("knows no budget as long as a phase is not known", () => {
    const { grace } = suggestTimeouts(times(10, {}));

    assert.ok(grace.end === "unknown" && grace.more === 59);
    assert.equal(suggestTimeouts([]).grace.end, "unknown");
  });

  const bad: readonly [string, object][] = [
    ["quantile", { quantile: 1 }],
    ["quantile", { quantile: 0 }],
    ["confidence", { confidence: 0.5 }],
    ["confidence", { confidence: 1 }],
    ["margin", { margin: Infinity }],
    ["minMs", { minMs: -1 }],
    ["maxMs", { maxMs: "1s" }],
    ["maxMs", { minMs: 300, maxMs: 299 }],
    ["maxMs", { maxMs: 249 }],
  ];
  for (const [option, options] of bad) {
    it(`refuses ${JSON.stringify(options)}`, () => {
      assert.throws(() => suggestTimeouts([], options), {
        code: "BAD_OPTION",
        message: new RegExp(`^Cannot suggest timeouts: "${option}" must be `),
      });
    });
  }

  const ended = { event: "shutdown.ended" };
  const none: readonly unknown[] = [
    { end: "completed" },
    null,
    "shutdown.ended",
    { event: 5 },
    { ...QUIET, hooks: 5 },
    { ...QUIET, hooks: [{ hook: "database" }] },
    { ...QUIET, phases: [null] },
    { ...QUIET, tookMs: "5" },
    { ...ended, stages: 5 },
    { ...ended, stages: [{ phase: "close", tookMs: 5 }] },
    { ...ended, stages: [{ phase: "close", tookMs: 5, hooks: [5] }] },
    { ...ended, tookMs: NaN },
    { ...ended, forced: 5 },
  ];
  for (const past of none) {
    it(`refuses what is no report: ${JSON.stringify(past)}`, () => {
      assert.throws(() => suggestTimeouts([QUIET, past as Report]), {
        code: "BAD_OPTION",
        message:
          /^Cannot suggest timeouts: "history" must be an array of reports or audit records, got /,
      });
    });
  }

  it("reads a record that says no more than that it was a shutdown, and passes over others", () => {
    assert.equal(suggestTimeouts([ended, { event: "process.started" }]).shutdowns, 1);
  });
});
