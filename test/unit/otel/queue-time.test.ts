import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { queueMs } from "../../../adapters/otel/queue-time.ts";

const NOW_MS = 1_800_000_000_500;

describe("the time that a request has waited", () => {
  const forms = [
    ["t=1800000000.250", "seconds, as nginx writes them"],
    ["1800000000.25", "seconds without a name"],
    ["1800000000250", "milliseconds, as Heroku writes them"],
    ["t=1800000000250", "milliseconds with a name"],
    ["t=1800000000250000", "microseconds, as Apache writes them"],
    ["1800000000250000000", "nanoseconds"],
    [" t=1800000000.250 ", "with spaces around it"],
    ["t=1800000000.250s", "seconds that say so"],
    ["t=1800000000.250, t=1800000000.400", "the first of two proxies"],
    ["1800000000250,1800000000400", "the first of two proxies, without a space"],
  ] as const;
  for (const [header, form] of forms) {
    it(`is read from ${form}`, () => {
      assert.equal(Math.round(queueMs(header, NOW_MS) ?? NaN), 250);
    });
  }

  it("is nothing when the other clock is a little ahead", () => {
    assert.equal(queueMs("t=1800000000.750", NOW_MS), 0);
  });

  it("is not known when the header makes no sense", () => {
    for (
      const header of [
        null,
        "",
        "t=",
        "yesterday",
        "-5",
        "t=1",
        ",1800000000.25",
        "1800000000250ms",
        "1700000000",
        "2800000000",
      ]
    ) {
      assert.equal(queueMs(header, NOW_MS), undefined, String(header));
    }
  });
});
