import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/mod.ts";
import { type HandClock, handClock } from "../../../src/testing/mod.ts";
import { interval, type IntervalOptions } from "../../../src/wrap/mod.ts";
import { countedSignal } from "./counted-signal.ts";

const REASON = { why: "any value can be a reason" };

/** Collects the ticks, each with its time, and how the loop ended. */
function collect(clock: HandClock, ms: number, options: IntervalOptions = {}) {
  const ticks: string[] = [];
  const ended = (async () => {
    for await (const tick of interval(ms, { clock, ...options })) {
      ticks.push(`${tick} at ${clock.nowMs()}`);
    }
    return "ended";
  })();
  return { ticks, ended: ended.catch((error: unknown) => error) };
}

describe("interval", () => {
  it("ticks at every period, counted from the call", async () => {
    const clock = handClock();
    const scope = new Scope("beat");
    const { ticks, ended } = collect(clock, 100, { stopping: scope });

    await clock.advance(350);
    scope.stop("enough");
    await ended;

    assert.deepEqual(ticks, ["1 at 100", "2 at 200", "3 at 300"]);
  });

  it("gives one late tick for all that were missed, and does not drift", async () => {
    const clock = handClock();
    const ticks = interval(100, { clock });
    const seen: unknown[] = [];
    const next = async (): Promise<void> => {
      const { value } = await ticks.next();
      seen.push([value, clock.nowMs()]);
    };

    await clock.advance(350);
    const late = next();
    await clock.advance(0);
    await late;
    const onTime = next();
    await clock.advance(50);
    await onTime;
    await ticks.return?.();

    assert.deepEqual(seen, [[3, 350], [4, 400]]);
  });

  it("ends cleanly when stopping aborts, also when a tick is due", async () => {
    const clock = handClock();
    const source = countedSignal();
    const { ticks, ended } = collect(clock, 100, { stopping: source.signal });

    await clock.advance(100);
    source.abort(REASON);

    assert.equal(await ended, "ended");
    assert.deepEqual([ticks.length, clock.pending, source.listeners], [1, 0, 0]);
  });

  it("throws the very reason of its signal", async () => {
    const clock = handClock();
    const source = countedSignal();
    const { ended } = collect(clock, 100, { signal: source.signal });
    await clock.advance(100);

    source.abort(REASON);

    assert.equal(await ended, REASON);
    assert.deepEqual([clock.pending, source.listeners], [0, 0]);
  });

  it("throws when a scope is aborted that was given for both", async () => {
    const scope = new Scope("beat");
    const { ended } = collect(handClock(), 100, { signal: scope, stopping: scope });

    scope.abort("now");

    assert.equal(await ended, scope.reason);
  });

  it("throws when both signals of a scope were given and it is aborted", async () => {
    const scope = new Scope("beat");
    const { signal, stopping } = scope;
    const { ended } = collect(handClock(), 100, { signal, stopping });

    scope.abort("now");

    assert.equal(await ended, scope.reason);
  });

  it("gives no tick when it is stopped already", async () => {
    const scope = new Scope("beat");
    scope.stop("enough");
    const clock = handClock();
    const { ticks, ended } = collect(clock, 100, { stopping: scope });

    assert.equal(await ended, "ended");
    assert.deepEqual([ticks, clock.pending], [[], 0]);
  });

  it("holds nothing while nobody waits for a tick", () => {
    const clock = handClock();
    const source = countedSignal();

    interval(100, { clock, signal: source.signal, stopping: source.signal });

    assert.deepEqual([clock.pending, source.listeners], [0, 0]);
  });

  it("refuses what is no period", () => {
    for (const ms of [0, -1, NaN, Infinity]) {
      assert.throws(() => interval(ms), { code: "BAD_OPTION" });
    }
  });
});
