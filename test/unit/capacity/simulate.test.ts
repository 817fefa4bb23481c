import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  durationsFrom,
  lagOfChecks,
  simulate,
  type SimulateOptions,
} from "../../../src/capacity/mod.ts";
import { assertClose } from "./assert-close.ts";
import { badOption } from "./bad-option.ts";

const OPTIONS: SimulateOptions = {
  durations: durationsFrom([50, 100, 400]),
  propagation: lagOfChecks({ intervalMs: 500, fall: 2 }),
  instances: 50,
  ratePerSecond: 2_000,
  delayMs: 600,
  drainMs: 200,
};
/** Nothing lasts, and nothing is left to chance but the moments of the requests. */
const PLAIN: SimulateOptions = {
  durations: durationsFrom([0]),
  propagation: 1_000,
  instances: 10,
  ratePerSecond: 10_000,
  delayMs: 0,
  drainMs: 0,
};

describe("simulate", () => {
  it("is the same for the same seed, and another for another", () => {
    const first = simulate({ ...OPTIONS, seed: 5 });

    assert.deepEqual(simulate({ ...OPTIONS, seed: 5 }), first);
    assert.notDeepEqual(simulate({ ...OPTIONS, seed: 6 }), first);
    assert.deepEqual(simulate(OPTIONS), simulate({ ...OPTIONS, seed: 1 }));
  });

  it("restarts each instance once and accounts for each request", () => {
    for (const retries of [0, 1, 3]) {
      const { met, answered, late, cut, retried, ...rest } = simulate({ ...OPTIONS, retries });

      assert.equal(rest.restarts, 50);
      assert.equal(met, answered + late + cut);
      assert.ok(answered > 0 && cut > 0);
      assert.ok(late > 0 || retries === 3);
      assert.ok(retries === 0 ? retried === 0 : retried > 0 && retried < answered);
      assert.equal(rest.unserved, 0);
    }
  });

  it("goes on with the next instance when the new one is ready, and is seen in the end", () => {
    const common = { ...PLAIN, ratePerSecond: 0, delayMs: 300, startMs: 2_000 };

    // Each closes after 300 ms, starts for 2000 ms and is ready for 50 ms; the last is seen later.
    assertClose(simulate({ ...common, minReadyMs: 50 }).tookMs, 9 * 2_350 + 3_300, 1e-6);
    assertClose(simulate({ ...common, batch: 5, minReadyMs: 50 }).tookMs, 2_350 + 3_300, 1e-6);
  });

  it("waits for the last request, or for the end of the drain", () => {
    const durations = durationsFrom([5_000]);
    const common = { ...PLAIN, instances: 1, durations, propagation: 0, startMs: 0 };

    const whole = simulate({ ...common, drainMs: 60_000 });
    const cut = simulate({ ...common, drainMs: 2_000 });

    // The youngest of some 50 000 requests has all but its whole duration left.
    assertClose(whole.tookMs, 5_000, 5);
    assert.equal(cut.tookMs, 2_000);
    assert.equal(whole.cut, 0);
    assertClose(cut.cut / cut.met, 3 / 5, 0.01);
  });

  it("tells how few serve at the same time", () => {
    assert.equal(simulate(PLAIN).fewestServing, 9);
    assert.equal(simulate({ ...PLAIN, batch: 7 }).fewestServing, 3);
    assert.equal(simulate({ ...PLAIN, batch: 10 }).fewestServing, 0);
  });

  it("counts what finds no instance at all", () => {
    const alone = { ...PLAIN, instances: 1, ratePerSecond: 1_000, startMs: 5_000 };
    const { late, unserved, tookMs } = simulate(alone);

    // The balancer drops it at 1000 ms, and sees the new one from 6000 ms on.
    assert.equal(tookMs, 6_000);
    assertClose(late, 1_000, 4 * Math.sqrt(1_000));
    assertClose(unserved, 5_000, 4 * Math.sqrt(5_000));
  });

  it("tries refused requests again, which fails only when it meets a closed door again", () => {
    const once = simulate({ ...PLAIN, instances: 100, ratePerSecond: 100_000 });
    const twice = simulate({ ...PLAIN, instances: 100, ratePerSecond: 100_000, retries: 1 });

    assertClose(once.late, 100_000, 4 * Math.sqrt(100_000));
    assertClose(twice.late, 1_000, 4 * Math.sqrt(1_000));
    assertClose(twice.retried, 99_000, 4 * Math.sqrt(99_000));
    assert.equal(twice.met, twice.late + twice.answered);
  });

  it("sends more to the others while one is out of view", () => {
    const propagation = durationsFrom([0, 2_000]);
    const common = { ...PLAIN, instances: 4, batch: 2, propagation, startMs: 3_000 };
    const { late } = average(common, 400);

    // Both late: 2 s at a quarter each. One late: 2 s at a third, since the other is out of view.
    const expected = 2 * 10 * (0.25 * 2 * 2_000 / 4 + 0.5 * 2_000 / 3);
    assertClose(late, expected, expected * 0.05);
  });

  it("plays 100 000 instances", () => {
    const { restarts, late, met } = simulate({
      ...OPTIONS,
      instances: 100_000,
      ratePerSecond: 200_000,
      batch: 500,
    });

    assert.equal(restarts, 100_000);
    assert.ok(late > 0 && late < met);
  });

  it("refuses what it cannot play", () => {
    const cases: readonly (readonly [object, string])[] = [
      [{ durations: undefined }, "durations"],
      [{ instances: 0 }, "instances"],
      [{ instances: NaN }, "instances"],
      [{ batch: 51 }, "batch"],
      [{ retries: -1 }, "retries"],
      [{ retries: Infinity }, "retries"],
      [{ startMs: Infinity }, "startMs"],
      [{ minReadyMs: NaN }, "minReadyMs"],
      [{ seed: 0.5 }, "seed"],
      [{ delayMs: Infinity }, "delayMs"],
      [{ drainMs: -1 }, "drainMs"],
      [{ ratePerSecond: 1e10 }, "ratePerSecond"],
      [{ batch: 50, startMs: 1e12 }, "ratePerSecond"],
    ];
    for (const [change, option] of cases) {
      const options = { ...OPTIONS, ...change } as SimulateOptions;
      assert.throws(() => simulate(options), badOption(option));
    }
    assert.throws(() => simulate(null as never), badOption("options"));
  });
});

function average(options: SimulateOptions, rounds: number): { readonly late: number } {
  let late = 0;
  for (let seed = 1; seed <= rounds; seed += 1) late += simulate({ ...options, seed }).late;
  return { late: late / rounds };
}
