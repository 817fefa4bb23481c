import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";
import { sleep } from "../../../src/wrap/mod.ts";
import { countedSignal } from "./counted-signal.ts";

const REASON = { why: "any value can be a reason" };

describe("sleep", () => {
  it("ends when its time is over, and not before", async () => {
    const clock = handClock();
    let isOver = false;
    const nap = sleep(100, { clock }).then(() => isOver = true);

    await clock.advance(99);
    assert.equal(isOver, false);
    await clock.advance(1);

    assert.equal(await nap, true);
  });

  it("takes the clock of its scope, or that of the platform", async () => {
    const clock = handClock();
    const nap = sleep(100, { signal: new Scope("job", { clock }) });
    assert.equal(clock.pending, 1);
    await clock.advance(100);

    assert.deepEqual([await nap, await sleep(0)], [undefined, undefined]);
  });

  it("rejects at once with the very reason, and holds neither timer nor listener", async () => {
    const clock = handClock();
    const source = countedSignal();
    const nap = sleep(100, { clock, signal: source.signal });

    source.abort(REASON);

    await assert.rejects(nap, (thrown) => thrown === REASON);
    assert.deepEqual([clock.pending, source.listeners], [0, 0]);
  });

  it("holds no listener when its time is over", async () => {
    const clock = handClock();
    const source = countedSignal();
    const nap = sleep(100, { clock, signal: source.signal });

    await clock.advance(100);
    await nap;

    assert.deepEqual([clock.pending, source.listeners], [0, 0]);
  });

  it("is not disturbed by a stop of its scope, but by an abort", async () => {
    const clock = handClock();
    const scope = new Scope("job");
    const nap = sleep(100, { clock, signal: scope });

    scope.stop("enough");
    await clock.advance(50);
    assert.equal(clock.pending, 1);
    scope.abort("now");

    await assert.rejects(nap, (thrown) => thrown === scope.signal.reason);
  });

  it("makes no timer when it is aborted already", async () => {
    const clock = handClock();
    const nap = sleep(100, { clock, signal: AbortSignal.abort(REASON) });

    assert.equal(clock.pending, 0);
    await assert.rejects(nap, (thrown) => thrown === REASON);
  });

  it("waits for the signal alone when its time is infinite", async () => {
    const clock = handClock();
    const scope = new Scope("job");
    const nap = sleep(Infinity, { clock, signal: scope });
    assert.equal(clock.pending, 0);

    scope.abort("enough");

    await assert.rejects(nap, (thrown) => thrown === scope.reason);
  });

  it("refuses what is no time", async () => {
    for (const ms of [-1, NaN, "5"]) {
      await assert.rejects(sleep(ms as number), { code: "BAD_OPTION" });
    }
  });
});
