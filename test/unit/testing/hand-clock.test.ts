import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle } from "../../../src/core/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";

describe("handClock", () => {
  it("stands still until it is moved", async () => {
    const clock = handClock({ wallMs: 1_000 });

    await clock.advance(0);

    assert.equal(clock.nowMs(), 0);
    assert.equal(clock.wallMs(), 1_000);
  });

  it("calls timers by time, then by age, each at its own time", async () => {
    const clock = handClock();
    const calls: string[] = [];
    const note = (name: string) => () => calls.push(`${name} ${clock.nowMs()}`);
    clock.after(20, note("late"));
    clock.after(10, note("older"));
    clock.after(10, note("younger"));

    await clock.advance(25);

    assert.deepEqual(calls, ["older 10", "younger 10", "late 20"]);
    assert.equal(clock.nowMs(), 25);
    assert.equal(clock.wallMs(), 25);
  });

  it("calls a timer that a timer, or a long chain of promises behind it, set", async () => {
    const clock = handClock();
    const calls: number[] = [];
    const chain = async (): Promise<void> => {
      for (let at = 0; at < 20_000; at += 1) await Promise.resolve();
      clock.after(5, () => calls.push(clock.nowMs()));
    };
    clock.after(10, () => void chain());

    await clock.advance(100);

    assert.deepEqual(calls, [15]);
  });

  it("leaves later, released and endless timers alone", async () => {
    const clock = handClock();
    const fail = () => assert.fail("called");
    clock.after(11, fail);
    clock.after(5, fail)();
    clock.after(Infinity, fail);

    await clock.advance(10);

    assert.equal(clock.pending, 1);
  });

  it("calls a timer without a delay at the next move", async () => {
    const clock = handClock();
    let calls = 0;
    clock.after(-5, () => calls += 1);
    clock.after(0, () => calls += 1);

    assert.equal(calls, 0);
    await clock.advance(0);

    assert.equal(calls, 2);
    assert.equal(clock.pending, 0);
  });

  it("rejects with what a timer throws", async () => {
    const clock = handClock();
    const error = new Error("from the timer");
    clock.after(1, () => {
      throw error;
    });

    await assert.rejects(clock.advance(1), error);
  });

  it("refuses to go back, or to the end of time", async () => {
    const clock = handClock();

    for (const ms of [-1, NaN, Infinity]) {
      await assert.rejects(clock.advance(ms), { code: "BAD_OPTION" });
    }
  });

  it("brings a whole shutdown to its end", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 10_000 });
    for (const name of ["a", "b", "c"]) {
      life.onClose(name, () => new Promise<void>((resolve) => clock.after(50, resolve)));
    }
    life.ready();

    const report = life.shutdown();
    await clock.advance(150);

    assert.equal((await report).tookMs, 150);
    assert.equal(clock.pending, 0);
  });

  it("needs nothing but what the Web has", async () => {
    const clock = handClock();
    const { setImmediate } = globalThis;
    let fired = false;
    clock.after(10, () => fired = true);

    Object.assign(globalThis, { setImmediate: undefined });
    try {
      await clock.advance(10);
    } finally {
      Object.assign(globalThis, { setImmediate });
    }

    assert.equal(fired, true);
  });
});
