import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pictureOfVerification } from "../../../src/picture/from-verify.ts";
import type { Lane, Section, Timeline } from "../../../src/picture/model.ts";
import { countText } from "../../../src/picture/time-text.ts";
import type { Finding, RunRecord, ScenarioResult } from "../../../src/verify/mod.ts";
import { BATCHES, sampleResult, sampleRun, totalOf } from "./sample.ts";

function sectionOf(index: number, rounds = 3): Section {
  const section = pictureOfVerification(sampleResult(BATCHES, rounds)).sections[index];
  assert.ok(section);
  return section;
}

function timelineOf(more: Partial<RunRecord> = {}): Timeline {
  const { scenarios, ...result } = sampleResult();
  const [first] = scenarios;
  assert.ok(first);
  const scenario = { ...first, runs: [sampleRun(BATCHES, more)] };
  const timeline = pictureOfVerification({ ...result, scenarios: [scenario] }).sections[0]?.views[0]
    ?.timeline;
  assert.ok(timeline);
  return timeline;
}

function barCount({ rows }: Lane): number {
  return rows.reduce((sum, { bars, crowd }) => sum + bars.length + (crowd?.bars ?? 0), 0);
}

describe("pictureOfVerification", () => {
  it("sums up the verdicts, worst first", () => {
    const { summary, badge } = pictureOfVerification(sampleResult());

    assert.equal(
      summary,
      "4 scenarios: 1 failed, 1 passed with a shortcoming, 1 passed, 1 could not be judged.",
    );
    assert.deepEqual(badge, { word: "fail", tone: "bad" });
  });

  it("shortens a long command in its title only", () => {
    const { subject, ...result } = sampleResult();
    const command = ["node", "-e", "x".repeat(100)];
    const { title, entries } = pictureOfVerification({
      ...result,
      subject: { ...subject, command },
    });

    assert.equal(title, `Shutdown of node -e ${"x".repeat(51)}…`);
    assert.equal(entries[0]?.value, command.join(" "));
  });

  it("keeps the order of the scenarios, with the verdict of each", () => {
    const { sections } = pictureOfVerification(sampleResult());

    assert.deepEqual(sections.map(({ title, badge }) => [title, badge.word]), [
      ["Idle exit", "pass"],
      ["Slow requests", "fail"],
      ["Readiness", "weak"],
      ["Websocket", "unjudged"],
    ]);
  });

  it("says why a scenario was not judged", () => {
    assert.deepEqual(sectionOf(3).advice.map(({ what }) => what), [
      "no route is known that upgrades",
    ]);
  });

  it("says of each finding what to do, and which requests show it", () => {
    const [first] = sectionOf(1).advice;

    assert.equal(first?.code, "LOST");
    assert.match(first?.what ?? "", / \(round 2 of 3; #10000, #10001 of round 2\)$/);
    assert.equal(
      first?.advice,
      "Wait for every request that was accepted before the process exits.",
    );
  });

  it("shows the round that tells most first, and the others after it", () => {
    assert.deepEqual(sectionOf(1).views.map(({ title }) => title.replace(/:.*/, "")), [
      "Round 2 of 3, the one that tells most",
      "Round 1 of 3",
      "Round 3 of 3",
    ]);
  });

  it("draws a few of many rounds, lists them all, and says so", () => {
    const { views, leftOut, tables } = sectionOf(1, 20);

    assert.equal(views.length, 4);
    assert.equal(leftOut, "16 more rounds are in the data of this page, and not drawn.");
    assert.equal(tables.find(({ title }) => title === "Rounds")?.rows.length, 20);
  });

  it("gives the figures of what was measured, and leaves out what was not", () => {
    const times = sectionOf(1).tables.find(({ title }) => title === "Times after the signal");

    assert.deepEqual(times?.rows, [
      ["until the first reaction", "3 ms", "4 ms", "9 ms", "3"],
      ["until the process was gone", "690 ms", "700 ms", "720 ms", "3"],
    ]);
    assert.deepEqual(times?.head, ["", "shortest", "median", "longest", "rounds"]);
  });
});

describe("a scenario with several variants and rounds", () => {
  const calm = sampleRun([]);
  const runs = [1, 2, 3].flatMap((round) => [
    { ...calm, round, variant: "SIGTERM" },
    { ...calm, round, variant: "SIGINT" },
  ]);
  const unheard = {
    severity: "note",
    code: "UNHEARD",
    advice: "Listen.",
    variant: "SIGINT",
  } as const;
  const findings: readonly Finding[] = [
    { ...unheard, what: "gone after 5 ms", round: 1 },
    { ...unheard, what: "gone after 7 ms", round: 2 },
    { ...unheard, what: "gone after 6 ms", round: 3 },
    { ...unheard, severity: "fault", code: "LATE", what: "late", round: 2 },
    { ...unheard, severity: "shortcoming", code: "SLOW", what: "slow", round: 3 },
  ];

  function section(more: Partial<ScenarioResult> = {}): Section {
    const { scenarios, ...result } = sampleResult();
    const [scenario] = scenarios;
    assert.ok(scenario);
    const changed = { ...scenario, runs, findings, ...more };
    const [drawn] = pictureOfVerification({ ...result, scenarios: [changed] }).sections;
    assert.ok(drawn);
    return drawn;
  }

  it("says once what several rounds have shown, worst first", () => {
    assert.deepEqual(section().advice.map(({ badge, code, what }) => [badge.word, code, what]), [
      ["fault", "LATE", "late (SIGINT; round 2 of 3)"],
      ["shortcoming", "SLOW", "slow (SIGINT; round 3 of 3)"],
      ["note", "UNHEARD", "gone after 5 ms (SIGINT; all 3 rounds)"],
    ]);
  });

  it("names the round and the variant, and draws the worst of each variant first", () => {
    assert.deepEqual(section().views.map(({ title }) => title), [
      "Round 2 of 3, SIGINT, the one that tells most",
      "Round 1 of 3, SIGTERM",
      "Round 3 of 3, SIGINT",
      "Round 1 of 3, SIGINT",
    ]);
    assert.equal(section().leftOut, "2 more runs are in the data of this page, and not drawn.");
  });

  it("names the variant alone when there was one round", () => {
    const { views, tables, advice } = section({
      runs: runs.slice(0, 2),
      findings: findings.slice(0, 1),
    });

    assert.deepEqual(views.map(({ title }) => title), [
      "SIGINT, the one that tells most",
      "SIGTERM",
    ]);
    assert.deepEqual(tables.at(-1)?.rows.map(([variant]) => variant), ["SIGTERM", "SIGINT"]);
    assert.deepEqual(advice.map(({ what }) => what), ["gone after 5 ms (SIGINT)"]);
  });

  it("lists the round and the variant of each run", () => {
    const { head, rows } = section().tables.at(-1) ?? { head: [], rows: [] };

    assert.deepEqual(head.slice(0, 2), ["round", "variant"]);
    assert.deepEqual(rows.map(([round, variant]) => `${round} ${variant}`), [
      ...["1 SIGTERM", "1 SIGINT", "2 SIGTERM", "2 SIGINT", "3 SIGTERM", "3 SIGINT"],
    ]);
  });

  it("keeps the figures of variants apart", () => {
    const of = (ms: number) => ({
      exitMs: { min: ms, p50: ms, p90: ms, p99: ms, max: ms, count: 3 },
    });
    const { tables } = section({ variants: { SIGTERM: of(11), SIGINT: of(6) } });

    assert.deepEqual(tables.slice(0, 2).map(({ title, rows }) => [title, rows[0]?.[2]]), [
      ["Times after the signal: SIGTERM", "11 ms"],
      ["Times after the signal: SIGINT", "6 ms"],
    ]);
  });

  it("speaks of percentiles only where there are enough rounds", () => {
    const headOf = (count: number) => {
      const exitMs = { min: 1, p50: 2, p90: 3, p99: 4, max: 5, count };
      const { tables } = section({ figures: { exitMs } });
      return tables[0]?.head.slice(1, -1);
    };

    assert.deepEqual(headOf(1), ["time"]);
    assert.deepEqual(headOf(9), ["shortest", "median", "longest"]);
    assert.deepEqual(headOf(10), ["P50", "P90", "longest"]);
    assert.deepEqual(headOf(100), ["P50", "P90", "P99"]);
  });
});

describe("the timeline of a run", () => {
  it("has as many bars in each lane as the data has requests", () => {
    const { lanes } = timelineOf();

    assert.deepEqual(lanes.map((lane) => [lane.name, barCount(lane)]), [
      ["slow", 11],
      ["hot", 45],
      ["stream", 3],
      ["probe", 9],
    ]);
  });

  it("states the full counts of each lane, those that were only counted too", () => {
    const { lanes } = timelineOf();

    assert.deepEqual(lanes.map(({ total }) => total), [51, 1_245, 3, 9]);
    assert.equal(lanes.reduce((sum, { total }) => sum + total, 0), totalOf(BATCHES));
    assert.match(lanes[0]?.note ?? "", /^51 requests, .*2 lost, 49 answered, 40 not drawn/);
  });

  it("shows when all ended of which some are only counted", () => {
    const rows = timelineOf().lanes.flatMap(({ name, rows }) =>
      rows.filter(({ label }) => label === "all together").map((row) => ({ name, ...row }))
    );

    assert.deepEqual(rows.map(({ name, badges }) => [name, badges[0]?.word]), [
      ["slow", "49 answered"],
      ["hot", "1 230 answered"],
    ]);
    for (const { crowd, badges } of rows) {
      const sum = crowd?.levels.reduce((total, { count }) => total + count, 0);
      assert.equal(countText(sum ?? 0, ""), badges[0]?.word.replace(" answered", ""));
    }
    assert.match(rows[1]?.crowd?.says ?? "", /at most \d+ in 20 ms\. 30 of them are drawn/);
  });

  it("has its zero at the signal", () => {
    const { zero, moments } = timelineOf();

    assert.equal(zero, "SIGTERM");
    assert.deepEqual(
      moments.map(({ atMs }) => atMs),
      [-1_200, -770, 0, 4, 30, 200, 720],
    );
    assert.deepEqual(moments.filter(({ strong }) => strong).map(({ label }) => label), [
      "SIGTERM",
      "exit code 0",
    ]);
  });

  it("shows a little of the time before the signal, and all after it", () => {
    const { startMs, endMs } = timelineOf();

    assert.ok(startMs < -50 && startMs > -300, `from ${startMs}`);
    assert.ok(endMs > 720 && endMs < 800, `to ${endMs}`);
  });

  it("does not press everything together for a limit that is far away", () => {
    const { endMs, limits } = timelineOf();

    assert.deepEqual(limits, [{ atMs: 10_000, label: "end of the grace period of 10 s" }]);
    assert.ok(endMs < 1_000);
  });

  it("makes room for a limit that is near", () => {
    const deadline = { atMs: 2_300, kind: "deadline", label: "deadline" } as const;
    const { endMs, limits } = timelineOf({ marks: [...sampleRun().marks, deadline] });

    assert.deepEqual(limits, [{ atMs: 1_100, label: "deadline" }]);
    assert.ok(endMs > 1_100);
  });

  it("begins with the process when there was no signal", () => {
    const { signalAtMs: _signal, ...run } = sampleRun();
    const { scenarios, ...result } = sampleResult();
    const runs = scenarios.slice(0, 1).map((scenario) => ({ ...scenario, runs: [run] }));

    const picture = pictureOfVerification({ ...result, scenarios: runs });
    const timeline = picture.sections[0]?.views[0]?.timeline;

    assert.equal(timeline?.zero, "start");
    assert.equal(timeline?.startMs, 0);
    assert.deepEqual(timeline?.limits, []);
  });

  it("has curves of connections and of requests that begin at its left edge", () => {
    const { curves, startMs } = timelineOf();

    assert.deepEqual(curves.map(({ label }) => label), ["connections", "requests"]);
    assert.deepEqual(curves.map(({ levels }) => levels[0]?.atMs), [startMs, startMs]);
    assert.ok(curves.every(({ levels }) => levels.length > 10 && levels.length <= 160));
  });

  it("is drawn of a run of which nothing was seen", () => {
    const { exit: _exit, signalAtMs: _signal, ...run } = sampleRun([]);
    const empty = { ...run, marks: [], curve: [], figures: {}, facts: {}, processes: [] };
    const { scenarios, ...result } = sampleResult();
    const runs = scenarios.slice(0, 1).map((scenario) => ({ ...scenario, runs: [empty] }));

    const timeline = pictureOfVerification({ ...result, scenarios: runs }).sections[0]?.views[0]
      ?.timeline;

    assert.deepEqual(timeline?.lanes, []);
    assert.ok(timeline.endMs > timeline.startMs);
  });
});
