import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  Budget,
  checkBudget,
  type Reserves,
  reservesOf,
  type Stage,
  sumOf,
  type Whole,
} from "../../../src/core/budget.ts";
import { type HandClock, handClock } from "../../../src/testing/hand-clock.ts";

const RESERVES: Reserves = { unwindMs: 100, compensateMs: 50, closeMs: 200, flushMs: 40 };
const STAGES: readonly Stage[] = ["announce", "drain", "unwind", "compensate", "close", "flush"];

function budgetOf(clock: HandClock, more: Partial<Whole> = {}): Budget {
  return new Budget(clock, {
    graceMs: 1_000,
    maxGraceMs: 1_500,
    delayMs: 0,
    reserves: RESERVES,
    ...more,
  });
}

function deadlines(budget: Budget): readonly number[] {
  return STAGES.map((stage) => budget.deadlineMs(stage));
}

describe("reservesOf", () => {
  it("takes shares of the whole", () => {
    assert.deepEqual(reservesOf(10_000), {
      unwindMs: 200,
      compensateMs: 500,
      closeMs: 500,
      flushMs: 500,
    });
  });

  it("takes no more than its limits of a large whole", () => {
    assert.deepEqual(reservesOf(1_000_000), {
      unwindMs: 1_000,
      compensateMs: 2_500,
      closeMs: 2_500,
      flushMs: 2_000,
    });
  });

  it("takes what is declared when that is more", () => {
    const declared = { compensateMs: 1, closeMs: 7_000, flushMs: 3_000 };

    assert.deepEqual(reservesOf(10_000, declared), {
      unwindMs: 200,
      compensateMs: 500,
      closeMs: 7_000,
      flushMs: 3_000,
    });
  });

  it("adds up", () => {
    assert.equal(sumOf(RESERVES), 390);
  });
});

describe("checkBudget", () => {
  it("takes what just fits", () => {
    assert.doesNotThrow(() => checkBudget("start", 1_000, 610, RESERVES));
  });

  it("refuses what does not fit, and says what needs it", () => {
    assert.throws(() => checkBudget("start", 1_000, 611, RESERVES), {
      code: "BUDGET",
      message: 'Cannot start: "graceMs" is 1000 ms, but its parts need 1001 ms ' +
        "(delay 611, unwind 100, compensate 50, close 200, flush 40)",
    });
  });
});

describe("Budget", () => {
  it("counts back from one end, and keeps a little for the exit", () => {
    assert.deepEqual(deadlines(budgetOf(handClock())), [250, 600, 700, 750, 950, 990]);
  });

  it("starts when it is made", async () => {
    const clock = handClock();
    await clock.advance(500);
    const budget = budgetOf(clock);

    await clock.advance(30);

    assert.deepEqual([budget.startMs, budget.usedMs()], [500, 30]);
    assert.equal(budget.remainingMs("flush"), 960);
  });

  it("leaves time that was not used to what comes next", async () => {
    const clock = handClock();
    const budget = budgetOf(clock);

    await clock.advance(10);

    assert.equal(budget.remainingMs("close"), 940);
    assert.equal(budget.remainingMs("announce"), 240);
  });

  it("goes negative when a stage is over", async () => {
    const clock = handClock();
    const budget = budgetOf(clock);

    await clock.advance(620);

    assert.equal(budget.remainingMs("drain"), -20);
  });

  it("announces for as long as the delay, and never into the reserves", () => {
    const clock = handClock();

    assert.equal(budgetOf(clock, { delayMs: 400 }).deadlineMs("announce"), 400);
    assert.equal(budgetOf(clock, { delayMs: 900 }).deadlineMs("announce"), 600);
  });

  it("shrinks reserves in proportion that are larger than the whole", () => {
    const reserves = { unwindMs: 990, compensateMs: 990, closeMs: 990, flushMs: 990 };

    const budget = budgetOf(handClock(), { reserves });

    assert.deepEqual(deadlines(budget), [0, 0, 247.5, 495, 742.5, 990]);
  });

  it("works without any reserves", () => {
    const reserves = { unwindMs: 0, compensateMs: 0, closeMs: 0, flushMs: 0 };

    const budget = budgetOf(handClock(), { reserves });

    assert.deepEqual(deadlines(budget), [250, 990, 990, 990, 990, 990]);
  });

  it("is extended up to its maximum, and says by how much", () => {
    const budget = budgetOf(handClock());

    assert.deepEqual([budget.extend(300), budget.extend(300), budget.extend(300)], [300, 200, 0]);
    assert.equal(budget.graceMs, 1_500);
    assert.equal(budget.deadlineMs("flush"), 1_490);
  });

  it("takes Infinity for as much as there is", () => {
    assert.equal(budgetOf(handClock()).extend(Infinity), 500);
  });

  it("hurries: the drain is over now, the rest within its time", async () => {
    const clock = handClock();
    const budget = budgetOf(clock, { graceMs: 20_000, maxGraceMs: 20_000 });
    await clock.advance(1_000);

    budget.hurry(500);

    assert.equal(budget.deadlineMs("drain"), 1_000);
    assert.equal(budget.deadlineMs("announce"), 1_000);
    assert.equal(budget.deadlineMs("flush"), 1_500);
  });

  it("gives what is cut by hurrying no more time to unwind than was reserved", async () => {
    const clock = handClock();
    const budget = budgetOf(clock, { graceMs: 20_000, maxGraceMs: 20_000 });
    const reservedMs = budget.deadlineMs("unwind") - budget.deadlineMs("drain");
    await clock.advance(1_000);

    budget.hurry(5_000);

    assert.ok(reservedMs < 1_000);
    assert.equal(budget.deadlineMs("unwind"), 1_000 + reservedMs);
    assert.equal(budget.deadlineMs("flush"), 6_000);
  });

  it("does not give time by hurrying", async () => {
    const clock = handClock();
    const budget = budgetOf(clock);
    await clock.advance(900);

    budget.hurry(500);

    assert.equal(budget.deadlineMs("flush"), 990);
  });

  it("fits the reserves into the time of a hurry", async () => {
    const clock = handClock();
    const budget = budgetOf(clock);
    await clock.advance(100);

    budget.hurry(195);

    assert.deepEqual(STAGES.slice(2).map((stage) => budget.deadlineMs(stage)), [
      150,
      175,
      275,
      295,
    ]);
  });
});

describe("Budget.onDeadline", () => {
  it("calls once, when the stage is over", async () => {
    const clock = handClock();
    const calledMs: number[] = [];
    budgetOf(clock).onDeadline("drain", () => calledMs.push(clock.nowMs()));

    await clock.advance(1_000);

    assert.deepEqual([calledMs, clock.pending], [[600], 0]);
  });

  it("follows when the end moves away", async () => {
    const clock = handClock();
    const budget = budgetOf(clock);
    const calledMs: number[] = [];
    budget.onDeadline("drain", () => calledMs.push(clock.nowMs()));

    await clock.advance(599);
    budget.extend(100);
    await clock.advance(1_000);

    assert.deepEqual(calledMs, [700]);
  });

  it("follows when it is hurried", async () => {
    const clock = handClock();
    const budget = budgetOf(clock);
    const calledMs: number[] = [];
    budget.onDeadline("drain", () => calledMs.push(clock.nowMs()));
    await clock.advance(10);

    budget.hurry(500);
    await clock.advance(0);

    assert.deepEqual(calledMs, [10]);
  });

  it("calls soon when the stage was over before", async () => {
    const clock = handClock();
    const budget = budgetOf(clock);
    await clock.advance(700);
    let called = false;

    budget.onDeadline("drain", () => called = true);
    assert.equal(called, false);
    await clock.advance(0);

    assert.equal(called, true);
  });

  it("calls nobody who took it back, even after a move", async () => {
    const clock = handClock();
    const budget = budgetOf(clock);
    const release = budget.onDeadline("drain", () => assert.fail());

    release();
    budget.extend(100);

    assert.equal(clock.pending, 0);
    await clock.advance(2_000);
  });
});
