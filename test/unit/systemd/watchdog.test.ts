import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import process from "node:process";
import { keepWatchdog, watchdogMs } from "../../../adapters/systemd/watchdog.ts";
import type { HandClock } from "../../../src/testing/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";

/** Timers come `lateMs` late, as in a loop that is blocked. */
function watched() {
  const clock: HandClock = handClock();
  const state = { lateMs: 0, pings: [] as number[] };
  const undo = keepWatchdog({
    intervalMs: 8_000,
    maxBlockMs: 1_000,
    nowMs: clock.nowMs,
    after: (delayMs, run) => clock.after(delayMs + state.lateMs, run),
    ping: () => void state.pings.push(clock.nowMs()),
  });
  return { clock, state, undo };
}

describe("the watchdog", () => {
  afterEach(() => {
    delete process.env["WATCHDOG_USEC"];
    delete process.env["WATCHDOG_PID"];
  });

  it("is pinged twice in an interval as long as the loop turns", async () => {
    const { clock, state, undo } = watched();

    await clock.advance(12_000);
    undo();
    await clock.advance(12_000);

    assert.deepEqual(state.pings, [4_000, 8_000, 12_000]);
    assert.equal(clock.pending, 0);
  });

  it("is not pinged while timers come late, and again once one comes in time", async () => {
    const { clock, state, undo } = watched();
    await clock.advance(4_000);

    state.lateMs = 1_001;
    await clock.advance(60_000);
    assert.deepEqual(state.pings, [4_000, 8_000]);
    state.lateMs = 0;
    await clock.advance(4_000);
    undo();

    assert.equal(state.pings.length > 2, true);
  });

  it("takes a timer for punctual that is late by no more than was allowed", async () => {
    const { clock, state, undo } = watched();
    state.lateMs = 1_000;

    await clock.advance(14_000);
    undo();

    assert.deepEqual(state.pings, [4_000, 9_000, 14_000]);
  });

  for (
    const [usec, pid, expected] of [
      ["30000000", undefined, 30_000],
      ["30000000", String(process.pid), 30_000],
      ["30000000", "1", undefined],
      ["0", undefined, undefined],
      ["soon", undefined, undefined],
      [undefined, undefined, undefined],
    ] as const
  ) {
    it(`is wanted every ${expected} ms by WATCHDOG_USEC ${usec} and WATCHDOG_PID ${pid === String(process.pid) ? "own" : pid}`, () => {
      if (usec !== undefined) process.env["WATCHDOG_USEC"] = usec;
      if (pid !== undefined) process.env["WATCHDOG_PID"] = pid;

      assert.equal(watchdogMs(), expected);
    });
  }
});
