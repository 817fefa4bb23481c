import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { frame, leftText, type Moment, secondsText } from "../../../adapters/terminal/frame.ts";
import { painted, plain } from "../../../adapters/terminal/paint.ts";
import { widthOf } from "../../../adapters/terminal/width.ts";

const MOMENT: Moment = {
  doing: "quiesce: draining",
  leftMs: 15_200,
  graceMs: 25_000,
  open: [
    { name: "GET /orders/42", ageMs: 12_900 },
    { name: "/worker-3", ageMs: 9_000, status: "batch 3 of 7" },
    { name: '2 in gate "work"', ageMs: undefined },
  ],
  hints: ["press Ctrl-C again to hurry", "Ctrl-C: hurry"],
};

describe("frame", () => {
  it("says what goes on, what is left, what is open and what Ctrl-C does", () => {
    assert.deepEqual(frame(MOMENT, { columns: 80, rows: 6, paint: plain }), [
      "quiesce: draining  [###############---------]  16 s of 25 s left",
      "  GET /orders/42  12 s",
      "  /worker-3: batch 3 of 7  9 s",
      '  2 in gate "work"',
      "press Ctrl-C again to hurry",
    ]);
  });

  it("keeps the age and the short hint where there is little room", () => {
    assert.deepEqual(frame(MOMENT, { columns: 18, rows: 6, paint: plain }), [
      "quiesce: draining",
      "  GET /ord…  12 s",
      "  /worker-3…  9 s",
      '  2 in gate "wor…',
      "Ctrl-C: hurry",
    ]);
  });

  it("is never wider than the terminal, whatever its names are", () => {
    const open = ["日本語日本語", "👨‍👩‍👧👨‍👩‍👧", "e\u{301}".repeat(30), "x".repeat(999)].map((name) => ({
      name,
      ageMs: 65_000,
    }));
    for (let columns = 1; columns < 90; columns += 1) {
      for (const line of frame({ ...MOMENT, open }, { columns, rows: 6, paint: plain })) {
        assert.ok(widthOf(line) <= Math.max(1, columns - 1), `${line} at ${columns}`);
      }
    }
  });

  it("shows so many names, and counts the others", () => {
    const rows = (count: number): readonly string[] =>
      frame(MOMENT, { columns: 80, rows: count, paint: plain }).slice(1, -1);

    assert.equal(rows(3).length, 3);
    assert.deepEqual(rows(2), ["  GET /orders/42  12 s", "  and 2 more"]);
    assert.deepEqual(rows(1), ["  3 open"]);
    assert.deepEqual(rows(0), ["  3 open"]);
  });

  it("makes names harmless", () => {
    const open = [{ name: "GET /\u{1b}[2J\n\r", ageMs: 0, status: "\u{9b}1A" }];

    const [, line] = frame({ ...MOMENT, open }, { columns: 80, rows: 6, paint: plain });

    assert.equal(line, "  GET /\u{fffd}[2J\u{fffd}\u{fffd}: \u{fffd}1A  0 s");
  });

  it("colors the bar by what is left, and nothing else depends on color", () => {
    const tones = [15_200, 10_000, 2_000].map((leftMs) => {
      const [head = ""] = frame({ ...MOMENT, leftMs }, { columns: 80, rows: 6, paint: painted });
      return head.split("\u{1b}[").find((part) => /^3\dm/.test(part))?.slice(0, 2);
    });

    assert.deepEqual(tones, ["32", "33", "31"]);
  });

  it("has no bar for a budget without an end", () => {
    const endless = { ...MOMENT, leftMs: Infinity, graceMs: Infinity, hints: [], open: [] };

    assert.deepEqual(frame(endless, { columns: 80, rows: 6, paint: plain }), [
      "quiesce: draining  no limit",
    ]);
  });
});

describe("times for people", () => {
  it("counts seconds, and minutes when there are many", () => {
    assert.deepEqual([0, 999, 1_000, 99_999, 100_000, 3_661_000].map(secondsText), [
      "0 s",
      "0 s",
      "1 s",
      "99 s",
      "1 min 40 s",
      "61 min 1 s",
    ]);
  });

  it("says zero only when nothing is left", () => {
    assert.equal(leftText(1, 25_000), "1 s of 25 s left");
    assert.equal(leftText(0, 25_000), "0 s of 25 s left");
  });
});
