import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { systemClock } from "../../../src/core/clock.ts";

const MAX_DELAY_MS = 2 ** 31 - 1;

/** What the platform was asked for, in place of its timers. */
interface AskedTimer {
  readonly delayMs: number | undefined;
  readonly fire: () => void;
  cleared: boolean;
}

const platform = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };

describe("systemClock", () => {
  it("never goes back", () => {
    const firstMs = systemClock.nowMs();

    assert.ok(systemClock.nowMs() >= firstMs);
  });

  it("tells the calendar's time", () => {
    assert.ok(systemClock.wallMs() > Date.parse("2020-01-01"));
  });

  it("calls back once the time has passed", async () => {
    const startMs = systemClock.nowMs();

    await new Promise<void>((resolve) => systemClock.after(5, resolve));

    // Timers of whole milliseconds may come a little early on a finer clock.
    assert.ok(systemClock.nowMs() - startMs >= 4);
  });
});

describe("systemClock.after", () => {
  let asked: AskedTimer[] = [];

  beforeEach(() => {
    asked = [];
    const setTimeout = (fire: () => void, delayMs?: number): AskedTimer => {
      const timer = { delayMs, fire, cleared: false };
      asked.push(timer);
      return timer;
    };
    const clearTimeout = (timer?: AskedTimer): void => {
      if (timer) timer.cleared = true;
    };
    Object.assign(globalThis, { setTimeout, clearTimeout });
  });

  afterEach(() => {
    Object.assign(globalThis, platform);
  });

  it("sets no timer for Infinity", () => {
    const disarm = systemClock.after(Infinity, () => {});

    assert.equal(asked.length, 0);
    assert.doesNotThrow(disarm);
  });

  it("waits no negative time", () => {
    systemClock.after(-5, () => {});

    assert.equal(asked[0]?.delayMs, 0);
  });

  it("goes beyond the longest delay of the platform in steps", () => {
    let called = 0;
    systemClock.after(MAX_DELAY_MS * 2 + 7, () => called += 1);

    asked[0]?.fire();
    asked[1]?.fire();
    assert.equal(called, 0);
    asked[2]?.fire();

    assert.deepEqual(asked.map(({ delayMs }) => delayMs), [MAX_DELAY_MS, MAX_DELAY_MS, 7]);
    assert.equal(called, 1);
  });

  it("sets one timer for the longest delay itself", () => {
    let called = 0;
    systemClock.after(MAX_DELAY_MS, () => called += 1);

    asked[0]?.fire();

    assert.equal(asked.length, 1);
    assert.equal(called, 1);
  });

  it("is taken back, in whichever step it is", () => {
    const disarm = systemClock.after(MAX_DELAY_MS + 7, () => {});
    asked[0]?.fire();

    disarm();
    disarm();

    assert.deepEqual(asked.map(({ cleared }) => cleared), [false, true]);
  });
});
