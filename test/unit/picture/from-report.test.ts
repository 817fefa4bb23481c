// Reports that a real lifecycle made, with a clock that is moved by hand.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle, type Report } from "../../../src/core/mod.ts";
import { pictureOfReport } from "../../../src/picture/from-report.ts";
import type { Lane, Picture } from "../../../src/picture/model.ts";
import { handClock } from "../../../src/testing/mod.ts";

/** A shutdown in which one hook fails, one hangs, and one request is cut. */
async function badReport(): Promise<Report> {
  const clock = handClock();
  const life = new Lifecycle({ clock, graceMs: 1_000, identity: { service: "orders" } });
  life.onClose("cache", () => Promise.reject(new TypeError("refused")));
  life.onClose("search", () => new Promise(() => {}), { timeoutMs: 60 });
  life.onFlush("logs", () => {});
  const gate = life.createGate("http");
  const [stuck, quick] = ["GET /report", "GET /orders"]
    .map((name) => gate.lease(name, { sinceMs: clock.nowMs() }));
  life.ready();
  await clock.advance(200);
  const ended = life.shutdown();
  await clock.advance(100);
  quick?.release();
  await clock.advance(1_000);
  stuck?.release();
  return await ended;
}

async function goodReport(): Promise<Report> {
  const clock = handClock();
  const life = new Lifecycle({ clock, graceMs: 30_000 });
  life.onClose("database", () => {});
  const ended = life.shutdown();
  await clock.advance(1_000);
  return await ended;
}

function laneOf({ sections }: Picture, name: string): Lane {
  const lane = sections[0]?.views[0]?.timeline.lanes.find((each) => each.name === name);
  assert.ok(lane, `there is no lane "${name}"`);
  return lane;
}

function told({ rows }: Lane): readonly (readonly [string, string | undefined])[] {
  return rows.map(({ label, badges }) => [label, badges[0]?.word] as const);
}

describe("pictureOfReport", () => {
  it("draws each phase with the time it could have taken", async () => {
    const report = await badReport();
    const { rows } = laneOf(pictureOfReport(report), "phases");

    assert.deepEqual(rows.map(({ label }) => label), report.phases.map(({ phase }) => phase));
    for (const [index, { startMs, tookMs, allottedMs }] of report.phases.entries()) {
      const { bars: [bar], tracks: [track] } = rows[index] ?? { bars: [], tracks: [] };
      assert.deepEqual([bar?.startMs, bar?.endMs], [startMs, startMs + tookMs]);
      assert.deepEqual([track?.startMs, track?.endMs], [startMs, startMs + allottedMs]);
    }
  });

  it("draws each hook by how it ended", async () => {
    const hooks = told(laneOf(pictureOfReport(await badReport()), "hooks"));

    assert.deepEqual(
      new Map(hooks),
      new Map([
        ["close: cache", "failed"],
        ["close: search", "timed out"],
        ["flush: logs", "done"],
      ]),
    );
  });

  it("draws what was cut, up to the end of the drain, by its age", async () => {
    const report = await badReport();
    const drain = report.phases.find(({ phase }) => phase === "drain");
    const cut = laneOf(pictureOfReport(report), "cut");

    assert.deepEqual(told(cut), [["GET /report", "cut"]]);
    const endMs = (drain?.startMs ?? 0) + (drain?.tookMs ?? 0);
    assert.equal(cut.rows[0]?.bars[0]?.endMs, endMs);
    assert.equal(cut.rows[0]?.bars[0]?.startMs, endMs - (report.cut[0]?.ageMs ?? 0));
  });

  it("draws what was left up to the end, which it did not reach", async () => {
    const report = await badReport();
    const { rows } = laneOf(pictureOfReport(report), "left");
    const search = rows.find(({ label }) => label === "close/search");
    const hook = report.hooks.find(({ hook }) => hook === "search");

    assert.equal(search?.bars[0]?.startMs, hook?.startMs);
    assert.equal(search?.bars[0]?.endMs, report.tookMs);
    assert.equal(search?.tracks[0]?.end, "open");
  });

  it("draws a few of a thousand that were cut, and counts them all", async () => {
    const report = await badReport();
    const cut = Array.from({ length: 1_000 }, (_, index) => ({
      path: `GET /${index}`,
      kind: "lease" as const,
      ageMs: index,
      where: "",
    }));
    const picture = pictureOfReport({ ...report, cut, unstopped: cut });

    for (const name of ["cut", "left"]) {
      const { rows, total } = laneOf(picture, name);
      assert.equal(rows.length, 9);
      assert.equal(rows[0]?.label, "GET /999");
      assert.equal(rows.at(-1)?.crowd?.bars, 992);
      assert.equal(total, 1_000);
    }
    assert.ok((picture.sections[0]?.advice.length ?? 0) < 10);
  });

  it("names a few of many errors, and counts the rest", async () => {
    const report = await goodReport();
    const errors = Array.from({ length: 50 }, (_, index) => ({
      from: `task ${index}`,
      name: "Error",
      message: "broken",
      stack: "Error: broken",
    }));
    const [section] = pictureOfReport({ ...report, errors }).sections;

    assert.deepEqual(section?.advice.map(({ what }) => what), [
      ...Array.from({ length: 5 }, (_, index) => `task ${index}: Error: broken`),
      "45 more errors, all in the data of this page",
    ]);
    assert.equal(section.views[0]?.printed.length, 10);
  });

  it("says that the drain was cut, and which phase was late", async () => {
    const report = await badReport();
    const phases = report.phases.map((phase) =>
      phase.phase === "close" ? { ...phase, tookMs: phase.allottedMs + 1 } : phase
    );
    const words = new Map(told(laneOf(pictureOfReport({ ...report, phases }), "phases")));

    assert.equal(words.get("announce"), "in time");
    assert.equal(words.get("drain"), "cut");
    assert.equal(words.get("close"), "late");
  });

  it("counts what was in each gate", async () => {
    const picture = pictureOfReport(await badReport());

    assert.deepEqual(picture.sections[0]?.tables[0]?.rows.at(-1), ["http", "2", "1", "1", "0"]);
    assert.deepEqual(told(laneOf(picture, "gates")), [["work", "empty"], ["http", "1 cut"]]);
  });

  it("draws the deadline of the drain and the end of the budget", async () => {
    const report = await badReport();
    const drain = report.phases.find(({ phase }) => phase === "drain");
    const timeline = pictureOfReport(report).sections[0]?.views[0]?.timeline;

    assert.deepEqual(timeline?.limits, [
      { atMs: (drain?.startMs ?? 0) + (drain?.allottedMs ?? 0), label: "deadline of the drain" },
      { atMs: 1_000, label: "end of the budget of 1 s" },
    ]);
    assert.ok(timeline.endMs > 1_000);
  });

  it("says what failed, what hung and what was cut, and what to do", async () => {
    const advice = pictureOfReport(await badReport()).sections[0]?.advice ?? [];

    const codes = advice.map(({ code }) => code);
    assert.deepEqual(codes.filter((code) => code === "FAILED").length, 1);
    assert.ok(codes.includes("TIMED_OUT") && codes.includes("CUT"));
    assert.ok(advice.every((each) => each.advice.length > 0));
    assert.match(
      advice.find(({ code }) => code === "FAILED")?.what ?? "",
      /^close hook "cache": TypeError: refused$/,
    );
  });

  it("has nothing to say of a shutdown in order", async () => {
    const picture = pictureOfReport(await goodReport());

    assert.deepEqual(picture.badge, { word: "in order", tone: "good" });
    assert.deepEqual(picture.sections[0]?.advice, []);
    assert.deepEqual(
      picture.sections[0]?.views[0]?.timeline.lanes.map(({ name }) => name),
      ["phases", "hooks", "gates"],
    );
  });

  it("names the exit code, and who it was", async () => {
    const report = await badReport();
    const picture = pictureOfReport(report);

    assert.equal(picture.title, "Shutdown of orders");
    assert.deepEqual(picture.badge, { word: `exit code ${report.exitCode}`, tone: "bad" });
  });

  it("says that it was called off", async () => {
    const report: Report = { ...await goodReport(), end: "called-off" };

    assert.deepEqual(pictureOfReport(report).badge, { word: "called off", tone: "calm" });
  });

  it("says that it was forced, of which the moment is not known", async () => {
    const forced = { kind: "signal", message: "received SIGINT again" };
    const longestBlockMs = 4_200;
    const picture = pictureOfReport({ ...await goodReport(), forced, longestBlockMs });

    assert.deepEqual(picture.sections[0]?.advice.map(({ code }) => code), ["FORCED", "BLOCKED"]);
    assert.deepEqual(
      picture.entries.find(({ name }) => name === "forced by")?.value,
      "signal: received SIGINT again",
    );
  });

  it("survives what JSON leaves out", async () => {
    const report = JSON.parse(JSON.stringify(await badReport())) as Report;

    assert.deepEqual(pictureOfReport(report), pictureOfReport(await badReport()));
  });
});
