// The arithmetic of a deploy against a real one: 4 instances behind a real HAProxy.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lagOf, type Measured, realDeploy } from "../../scripts/capacity/real-deploy.ts";
import { DRAIN_MS, REAL } from "../../scripts/capacity/setting.ts";
import { durationsFrom, lossChance, recommend } from "../../src/capacity/mod.ts";

const IN_TIME = { timeout: 240_000 };
/** Four restarts, each with a lag of its own, on a machine that does other things too. */
const MOST = 2;
/** On a busy machine a check may be answered late. */
const ANSWER_MS = 500;

describe("a rolling deploy behind HAProxy", () => {
  it("loses without a delay about what the arithmetic says", IN_TIME, async (t) => {
    const deploy = { ...REAL, delayMs: 0, seed: 1 };
    const told = lossChance({ ...deploy, propagation: lagOf(deploy), drainMs: DRAIN_MS });

    const measured = await realDeploy(deploy);

    t.diagnostic(line(measured, told.perDeploy.late));
    assert.equal(measured.restarts, 4);
    assert.equal(measured.restartsWithLoss, 4);
    assert.ok(measured.lost > told.perDeploy.late / MOST, line(measured, told.perDeploy.late));
    assert.ok(measured.lost < told.perDeploy.late * MOST, line(measured, told.perDeploy.late));
  });

  it("cuts with too short a drain about what the arithmetic says", IN_TIME, async (t) => {
    // The delay is longer than any lag, so that nothing comes late.
    const deploy = { ...REAL, durations: durationsFrom([2_000]), delayMs: 1_250, seed: 3 };
    // Of the whole, 18 % are kept free at the end and 1250 ms are the delay.
    const { graceMs, drainMs } = { graceMs: 2_750, drainMs: 1_000 };
    const told = lossChance({ ...deploy, propagation: lagOf(deploy), drainMs }).perDeploy;

    const measured = await realDeploy({ ...deploy, graceMs });

    t.diagnostic(line(measured, told.cut));
    assert.equal(told.late, 0);
    assert.ok(measured.lost > told.cut / MOST, line(measured, told.cut));
    assert.ok(measured.lost < told.cut * MOST, line(measured, told.cut));
    assert.deepEqual(measured.badExits, [124, 124, 124, 124]);
  });

  it("loses nothing with the times that are recommended", IN_TIME, async (t) => {
    const propagation = lagOf({ ...REAL, delayMs: 0, seed: 2 }, ANSWER_MS);
    const advice = recommend({ ...REAL, propagation });
    if (advice.end === "unknown") assert.fail(advice.why.join("\n"));
    const { delayMs, graceMs, loss } = advice;

    const measured = await realDeploy({ ...REAL, delayMs, graceMs, seed: 2 });

    t.diagnostic(line(measured, loss.perDeploy.late));
    assert.equal(measured.lost, 0, line(measured, loss.perDeploy.late));
    assert.deepEqual(measured.badExits, []);
    assert.ok(measured.requests > 500);
  });
});

function line({ lost, requests, restarts }: Measured, told: number): string {
  return `${lost} of ${requests} requests lost in ${restarts} restarts, told ${told.toFixed(2)}`;
}
