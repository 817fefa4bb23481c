import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isInside, percentAt, ticksOf } from "../../../../src/picture/draw/scale.ts";

const SCALE = fc.tuple(
  fc.double({ min: 0, max: 10_000, noNaN: true }),
  fc.double({ min: 1, max: 100_000, noNaN: true }),
).map(([beforeMs, afterMs]) => ({ startMs: 0 - beforeMs, endMs: afterMs }));

describe("percentAt", () => {
  it("is 0 at the left, 100 at the right, and at the edge for what is outside", () => {
    const scale = { startMs: -100, endMs: 300 };

    assert.deepEqual([-500, -100, 0, 300, 999].map((ms) => percentAt(scale, ms)), [
      0,
      0,
      25,
      100,
      100,
    ]);
    assert.deepEqual([-101, -100, 300, 301].map((ms) => isInside(scale, ms)), [
      false,
      true,
      true,
      false,
    ]);
  });
});

describe("ticksOf", () => {
  it("are round, evenly apart, inside, and few enough for a phone", () => {
    fc.assert(fc.property(SCALE, (scale) => {
      const ticks = ticksOf(scale).map(({ atMs }) => atMs);
      const steps = ticks.slice(1).map((ms, index) => ms - (ticks[index] ?? 0));
      const stepMs = steps[0] ?? 1;

      assert.ok(ticks.length >= 2 && ticks.length <= 6, `${ticks.length} ticks`);
      assert.ok(ticks.every((ms) => isInside(scale, ms)));
      assert.ok(ticks.includes(0));
      assert.ok(steps.every((each) => Math.abs(each - stepMs) < stepMs * 1e-6));
      assert.match(stepMs.toExponential(5), /^[125]\.0+e/);
    }));
  });

  it("are labelled from the zero", () => {
    assert.deepEqual(ticksOf({ startMs: -150, endMs: 820 }).map(({ label }) => label), [
      "0",
      "+200 ms",
      "+400 ms",
      "+600 ms",
      "+800 ms",
    ]);
  });
});
