import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { release } from "../../../src/core/mod.ts";
import { Lifecycle } from "../../../src/core/mod.ts";
import { loopDelay, type LoopTime } from "../../../src/observe/metrics/loop-delay.ts";
import { measure } from "../../../src/observe/mod.ts";
import { handSink, linesOf } from "./hand-sink.ts";

/** An event loop that turns when it is told to. */
function handLoop() {
  const state = { nowMs: 0, intervalMs: 0, isRunning: true, tick: (): void => {} };
  const time: LoopTime = {
    nowMs: () => state.nowMs,
    every(intervalMs, run) {
      state.intervalMs = intervalMs;
      state.tick = run;
      return release(() => state.isRunning = false);
    },
  };
  const turn = (lateMs: number): void => {
    state.nowMs += state.intervalMs + lateMs;
    state.tick();
  };
  return { state, time, turn };
}

describe("the delay of the event loop", () => {
  it("is the longest since it was taken last", () => {
    const { time, turn } = handLoop();
    const delay = loopDelay(time);

    for (const lateMs of [3, 80, 5]) turn(lateMs);
    const first = delay.take();
    turn(7);

    assert.deepEqual([first, delay.take(), delay.take()], [80, 7, 0]);
  });

  it("counts a block that the timer has not come through yet", () => {
    const { state, time } = handLoop();
    const delay = loopDelay(time);

    state.nowMs = 500;

    assert.equal(delay.take(), 500 - state.intervalMs);
  });

  it("is none after the end", () => {
    const { state, time } = handLoop();
    const delay = loopDelay(time);

    delay.release();
    state.nowMs = 5_000;

    assert.deepEqual([delay.take(), state.isRunning], [0, false]);
  });

  it("is seen of a real event loop", async () => {
    const measurement = measure(new Lifecycle(), handSink());
    await turned();

    const untilMs = performance.now() + 200;
    while (performance.now() < untilMs);
    await turned();
    const [line = ""] = linesOf(measurement, "quiesce_event_loop_delay_seconds");
    measurement();

    const seconds = Number(line.split(" ")[1]);
    assert.ok(seconds > 0.1 && seconds < 60, line);
  });
});

function turned(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
