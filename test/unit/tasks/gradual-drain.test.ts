import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GradualDrain } from "../../../src/tasks/mod.ts";
import { type HandClock, handClock } from "../../../src/testing/hand-clock.ts";

/** Draws 0, 0.01 up to 0.99, again and again. */
function everyPercent(): () => number {
  let drawn = -1;
  return () => {
    drawn = (drawn + 1) % 100;
    return drawn / 100;
  };
}

function taken(drain: GradualDrain): number {
  return Array.from({ length: 100 }, () => drain.takes()).filter((each) => each).length;
}

/** When each of `count` callbacks is called by a drain of that window. */
async function timesOf(count: number, windowMs: number): Promise<readonly number[]> {
  const clock = handClock();
  const drain = new GradualDrain({ windowMs, clock });
  const calledMs: number[] = [];
  for (let at = 0; at < count; at += 1) drain.onDrain(() => calledMs.push(clock.nowMs()));
  drain.begin();
  await clock.advance(windowMs);
  assert.equal(clock.pending, 0);
  return calledMs;
}

function drainOf(clock: HandClock): GradualDrain {
  return new GradualDrain({ windowMs: 1_000, clock, random: everyPercent() });
}

describe("GradualDrain.takes", () => {
  it("takes nothing before it begins, however long ago it was made", async () => {
    const clock = handClock();
    const drain = drainOf(clock);

    await clock.advance(10_000);

    assert.deepEqual([drain.share, taken(drain)], [0, 0]);
  });

  it("takes a share that grows with the window", async () => {
    const clock = handClock();
    const drain = drainOf(clock);
    const shares: number[] = [];

    drain.begin();
    for (let step = 0; step <= 4; step += 1) {
      shares.push(taken(drain));
      await clock.advance(250);
    }

    assert.deepEqual(shares, [0, 25, 50, 75, 100]);
  });

  it("takes everything at the end of the window and ever after", async () => {
    const clock = handClock();
    const drain = drainOf(clock);

    drain.begin();
    await clock.advance(1_000);
    const atEnd = [drain.share, taken(drain)];
    await clock.advance(1_000_000);

    assert.deepEqual([atEnd, [drain.share, taken(drain)]], [[1, 100], [1, 100]]);
  });

  it("does not begin anew when it is begun again", async () => {
    const clock = handClock();
    const drain = drainOf(clock);

    drain.begin();
    await clock.advance(500);
    drain.begin();

    assert.equal(drain.share, 0.5);
  });

  it("takes nothing once it is called off, and can begin anew", async () => {
    const clock = handClock();
    const drain = drainOf(clock);

    const [callOff, callOffAgain] = [drain.begin(), drain.begin()];
    await clock.advance(500);
    callOff();
    const between = drain.share;
    drain.begin();
    callOffAgain();
    await clock.advance(250);

    assert.deepEqual([between, drain.share], [0, 0.25]);
  });
});

describe("GradualDrain.onDrain", () => {
  it("calls all within the first quarter, evenly spaced, in their order", async () => {
    assert.deepEqual(await timesOf(1, 1_000), [0]);
    assert.deepEqual(await timesOf(5, 1_000), [0, 50, 100, 150, 200]);
  });

  it("calls all when there are more of them than milliseconds", async () => {
    const calledMs = await timesOf(1_000, 400);

    assert.equal(calledMs.length, 1_000);
    assert.ok(calledMs.every((ms) => ms >= 0 && ms < 100));
    assert.deepEqual(calledMs, calledMs.toSorted((a, b) => a - b));
  });

  it("spaces evenly what does not divide evenly", async () => {
    const calledMs = await timesOf(7, 1_000);

    const gapsMs = calledMs.slice(1).map((ms, at) => ms - (calledMs[at] ?? NaN));
    assert.equal(gapsMs.length, 6);
    assert.ok(gapsMs.every((ms) => Math.abs(ms - 250 / 7) < 1e-9));
    assert.ok((calledMs.at(-1) ?? NaN) < 250);
  });

  it("calls nobody twice, and nobody who was taken back", async () => {
    const clock = handClock();
    const drain = drainOf(clock);
    const called: string[] = [];
    const takeBack = ["a", "b", "c"].map((name) => drain.onDrain(() => called.push(name)));

    takeBack[0]?.();
    drain.begin();
    takeBack[2]?.();
    drain.begin();
    await clock.advance(1_000);

    assert.deepEqual(called, ["b"]);
  });

  it("calls who comes during the drain within a quarter of what is left", async () => {
    const clock = handClock();
    const drain = new GradualDrain({ windowMs: 1_000, clock, random: () => 0.5 });
    const calledMs: number[] = [];

    drain.begin();
    await clock.advance(600);
    drain.onDrain(() => calledMs.push(clock.nowMs()));
    await clock.advance(400);
    drain.onDrain(() => calledMs.push(clock.nowMs()));
    await clock.advance(0);

    assert.deepEqual(calledMs, [650, 1_000]);
  });

  it("leaves those for the next drain whose turn had not come when it was called off", async () => {
    const clock = handClock();
    const drain = drainOf(clock);
    const called: string[] = [];
    for (const name of ["a", "b"]) drain.onDrain(() => called.push(name));

    const callOff = drain.begin();
    await clock.advance(100);
    callOff();
    assert.equal(clock.pending, 0);
    await clock.advance(1_000);
    assert.deepEqual(called, ["a"]);
    drain.begin();
    await clock.advance(0);

    assert.deepEqual(called, ["a", "b"]);
  });
});

describe("GradualDrain options", () => {
  for (const windowMs of [0, -1, NaN, Infinity]) {
    it(`refuse a window of ${windowMs} ms`, () => {
      assert.throws(() => new GradualDrain({ windowMs }), {
        code: "BAD_OPTION",
        message: /^Cannot drain gradually: "windowMs" must be a finite number above zero/,
      });
    });
  }
});
