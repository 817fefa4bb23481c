import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  durationsFrom,
  durationsFromHistogram,
  lagOfChecks,
  lossChance,
  type LossOptions,
} from "../../../src/capacity/mod.ts";
import { assertClose } from "./assert-close.ts";
import { badOption } from "./bad-option.ts";

const OPTIONS: LossOptions = {
  durations: durationsFrom([100]),
  propagation: 1_000,
  instances: 10,
  ratePerSecond: 100,
  delayMs: 0,
  drainMs: 1_000,
};

describe("lossChance", () => {
  it("loses what comes between the closing of the door and the news of it", () => {
    const { perRestart, perDeploy } = lossChance({ ...OPTIONS, delayMs: 400 });

    assertClose(perRestart.late, 10 * 0.6, 1e-9);
    assertClose(perDeploy.late, 60, 1e-9);
    assertClose(perRestart.chance, 1 - Math.exp(-6), 1e-12);
    assert.equal(perDeploy.cut, 0);
  });

  it("cuts what is in flight by Little's law, and has more left than a new one has", () => {
    const durations = durationsFrom([0, 0, 0, 1_000]);
    const { perRestart } = lossChance({ ...OPTIONS, durations, propagation: 0, drainMs: 0 });
    const half = lossChance({ ...OPTIONS, durations, propagation: 0, drainMs: 500 });

    // 10 a second with a mean of 0.25 s are 2.5 in flight; all of them are of the long kind.
    assertClose(perRestart.cut, 2.5, 1e-9);
    // What is left of a long one is anything up to 1000 ms, evenly.
    assertClose(half.perRestart.cut, 1.25, 1e-9);
  });

  it("gives requests the rest of the delay to end when the balancer hears early", () => {
    const durations = durationsFrom([1_000]);
    const common = { ...OPTIONS, durations, delayMs: 600, drainMs: 0 };

    assertClose(lossChance({ ...common, propagation: 600 }).perRestart.cut, 10, 1e-9);
    assertClose(lossChance({ ...common, propagation: 200 }).perRestart.cut, 6, 1e-9);
    assertClose(lossChance({ ...common, propagation: 5_000 }).perRestart.cut, 10, 1e-9);
  });

  it("computes the chance of a spread lag as the integral over the lag", () => {
    const propagation = lagOfChecks({ intervalMs: 1_000, fall: 2 });
    const durations = durationsFromHistogram([
      { leMs: 500, count: 95 },
      { leMs: 4_000, count: 100 },
      { leMs: Infinity, count: 100 },
    ]);
    const options = { ...OPTIONS, durations, propagation, delayMs: 1_300, drainMs: 2_000 };
    const steps = 100_000;
    const sum = { late: 0, cut: 0, kept: 0 };
    for (let step = 0; step < steps; step += 1) {
      const lagMs = 1_000 + (step + 0.5) / steps * 1_000;
      const late = 0.01 * Math.max(0, lagMs - 1_300);
      const cut = 0.01 * durations.excessMs(2_000 + Math.max(0, 1_300 - lagMs));
      sum.late += late / steps;
      sum.cut += cut / steps;
      sum.kept += Math.exp(-late - cut) / steps;
    }

    const { perRestart, perDeploy } = lossChance(options);

    assertClose(perRestart.late, sum.late, 1e-6);
    assertClose(perRestart.cut, sum.cut, 1e-6);
    assertClose(perRestart.chance, 1 - sum.kept, 1e-6);
    assertClose(perDeploy.chance, 1 - sum.kept ** 10, 1e-6);
  });

  it("takes each balancer's lag for its own", () => {
    const propagation = durationsFrom([0, 2_000]);
    const one = lossChance({ ...OPTIONS, propagation });
    const two = lossChance({ ...OPTIONS, propagation, balancers: 2 });

    assertClose(one.perRestart.late, two.perRestart.late, 1e-9);
    assertClose(one.perRestart.chance, (1 - Math.exp(-20)) / 2, 1e-9);
    assertClose(two.perRestart.chance, 1 - ((1 + Math.exp(-10)) / 2) ** 2, 1e-9);
  });

  it("gives the rest of a batch the requests of those that are out of view", () => {
    const { perRestart } = lossChance({ ...OPTIONS, batch: 6 });

    assertClose(perRestart.late, 100 / 5, 1e-9);
  });

  it("tells the chance of one request, whatever the rate", () => {
    const chances = [1, 1_000].map((ratePerSecond) =>
      lossChance({ ...OPTIONS, ratePerSecond, delayMs: 450 }).perRequest
    );

    // 550 of the 1000 ms of arrivals; what is in flight at the signal makes it 1100.
    for (const chance of chances) assertClose(chance, 0.5, 1e-9);
  });

  it("loses nothing without requests, or when all is heard and ended in time", () => {
    const quiet = lossChance({ ...OPTIONS, ratePerSecond: 0 });
    const careful = lossChance({ ...OPTIONS, delayMs: 1_000 });
    const instant = lossChance({ ...OPTIONS, propagation: 0, durations: durationsFrom([0]) });
    const nothing = { late: 0, cut: 0, chance: 0 };

    for (const { perRestart, perDeploy } of [quiet, careful, instant]) {
      assert.deepEqual(perRestart, nothing);
      assert.deepEqual(perDeploy, nothing);
    }
    assert.equal(instant.perRequest, 0);
  });

  it("takes a single instance, and a deploy that is sure to lose", () => {
    const { perDeploy, perRestart } = lossChance({
      ...OPTIONS,
      instances: 1,
      ratePerSecond: 1e9,
      propagation: 1e6,
    });

    assert.equal(perDeploy.chance, 1);
    assert.deepEqual(perDeploy, perRestart);
  });

  it("is exact for chances that are all but zero", () => {
    const options = { ...OPTIONS, ratePerSecond: 1e-9, instances: 1_000_000 };
    const { perRestart, perDeploy } = lossChance(options);

    assertClose(perDeploy.chance / perDeploy.late, 1, 1e-3);
    assert.ok(perRestart.late > 0 && perRestart.late < 1e-14);
  });

  it("refuses what it cannot compute with", () => {
    const cases: readonly (readonly [object, string])[] = [
      [{ durations: [1, 2] }, "durations"],
      [{ durations: undefined }, "durations"],
      [{ propagation: -1 }, "propagation"],
      [{ propagation: NaN }, "propagation"],
      [{ propagation: Infinity }, "propagation"],
      [{ propagation: "1s" }, "propagation"],
      [{ instances: 0 }, "instances"],
      [{ instances: 2.5 }, "instances"],
      [{ instances: 1e12 }, "instances"],
      [{ batch: 11 }, "batch"],
      [{ batch: 0 }, "batch"],
      [{ balancers: 0 }, "balancers"],
      [{ ratePerSecond: -1 }, "ratePerSecond"],
      [{ ratePerSecond: Infinity }, "ratePerSecond"],
      [{ ratePerSecond: undefined }, "ratePerSecond"],
      [{ delayMs: Infinity }, "delayMs"],
      [{ delayMs: NaN }, "delayMs"],
      [{ drainMs: Infinity }, "drainMs"],
      [{ drainMs: undefined }, "drainMs"],
    ];
    for (const [change, option] of cases) {
      const options = { ...OPTIONS, ...change } as LossOptions;
      assert.throws(() => lossChance(options), badOption(option));
    }
    assert.throws(() => lossChance(undefined as never), badOption("options"));
  });
});
