import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  countText,
  dateText,
  durationText,
  momentText,
  spanText,
} from "../../../src/picture/time-text.ts";

describe("durationText", () => {
  const table: readonly (readonly [number, string])[] = [
    [0, "0 ms"],
    [0.04, "0 ms"],
    [0.44, "0.4 ms"],
    [9.96, "10 ms"],
    [12.4, "12 ms"],
    [999.4, "999 ms"],
    [999.6, "1 s"],
    [1_250, "1.25 s"],
    [59_990, "59.99 s"],
    [59_999, "1 min"],
    [125_000, "2 min 5 s"],
    [3_600_000, "60 min"],
    [-1_500, "-1.5 s"],
    [-125_000, "-2 min 5 s"],
  ];

  for (const [ms, text] of table) {
    it(`is ${text} for ${ms}`, () => {
      assert.equal(durationText(ms), text);
    });
  }
});

describe("momentText", () => {
  it("says on which side of the zero a moment is", () => {
    assert.deepEqual([-1_200, -0.01, 0, 0.02, 12].map(momentText), [
      "−1.2 s",
      "0",
      "0",
      "0",
      "+12 ms",
    ]);
  });

  it("is said of both ends of a span", () => {
    assert.equal(spanText(-5, 700), "−5 ms to +700 ms");
    assert.equal(spanText(11_470.1, 11_470.9), "at +11.47 s");
  });
});

describe("countText", () => {
  it("sets thousands apart, and its noun in the plural", () => {
    assert.deepEqual(
      [countText(0), countText(1, "request"), countText(999, "request"), countText(1_234_567)],
      ["0", "1 request", "999 requests", "1 234 567"],
    );
  });
});

describe("dateText", () => {
  it("is a date for people, or what was stored when that is none", () => {
    assert.equal(dateText("2026-01-31T12:00:01.123Z"), "2026-01-31 12:00:01 UTC");
    assert.equal(dateText("2026-01-31T12:00:01Z"), "2026-01-31 12:00:01 UTC");
    assert.equal(dateText("yesterday"), "yesterday");
  });
});
