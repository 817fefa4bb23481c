import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pictureOfVerification } from "../../../src/picture/from-verify.ts";
import type { Lane, Section, Timeline } from "../../../src/picture/model.ts";
import type { RunRecord } from "../../../src/verify/mod.ts";
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
    assert.match(first?.what ?? "", /, in round 2 \(#10000, #10001\)$/);
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

  it("gives the percentiles of what was measured, and leaves out what was not", () => {
    const times = sectionOf(1).tables.find(({ title }) => title === "Times after the signal");

    assert.deepEqual(times?.rows, [
      ["until the first reaction", "4 ms", "6.5 ms", "9 ms", "3"],
      ["until the process was gone", "700 ms", "720 ms", "720 ms", "3"],
    ]);
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
    assert.match(lanes[0]?.note ?? "", /^51 requests, .*2 lost, 49 answered, 40 only counted/);
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
