import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Bound, bounded, LATE_MS } from "../../../src/core/bounded.ts";
import { release } from "../../../src/core/release.ts";
import { type HandClock, handClock } from "../../../src/testing/hand-clock.ts";

interface Given {
  readonly clock: HandClock;
  readonly failures: unknown[];
  readonly bound: Bound;
}

function given(timeoutMs: number, more: Partial<Bound> = {}): Given {
  const clock = handClock();
  const failures: unknown[] = [];
  const failed = (error: unknown): void => void failures.push(error);
  return { clock, failures, bound: { clock, what: "the call", timeoutMs, failed, ...more } };
}

describe("bounded", () => {
  it("gives the value of what ended in time", async () => {
    const { bound } = given(100);

    assert.deepEqual(await bounded(bound, () => 1), { end: "done", value: 1 });
    assert.deepEqual(await bounded(bound, () => Promise.resolve(2)), { end: "done", value: 2 });
  });

  it("gives an error that was thrown at once or later", async () => {
    const { bound } = given(100);
    const error = new Error("broken");
    const throwing = (): never => {
      throw error;
    };

    assert.deepEqual(await bounded(bound, throwing), { end: "failed", error });
    assert.deepEqual(await bounded(bound, () => Promise.reject(error)), { end: "failed", error });
    assert.deepEqual(await bounded(bound, () => Promise.reject(undefined)), {
      end: "failed",
      error: undefined,
    });
  });

  it("calls at once, in the same turn", () => {
    const { bound } = given(100);
    let called = false;

    void bounded(bound, () => called = true);

    assert.equal(called, true);
  });

  it("leaves no timer behind", async () => {
    const { bound, clock } = given(100);

    await bounded(bound, () => 1);

    assert.equal(clock.pending, 0);
  });

  it("aborts the signal with a coded reason when the time runs out", async () => {
    const { bound, clock } = given(100);
    let signal: AbortSignal | undefined;

    const outcome = bounded(bound, (own) => {
      signal = own;
      return new Promise(() => {});
    });
    await clock.advance(99);
    assert.equal(signal?.aborted, false);
    await clock.advance(1);

    const ended = await outcome;
    assert.ok(ended.end === "timed-out");
    const { code, message } = ended.error;
    assert.equal(code, "DEADLINE");
    assert.equal(message, "Cannot wait for the call any longer: it was given 100 ms");
    assert.equal(signal?.reason, ended.error);
  });

  it("says timed-out even if the call obeys its signal at once", async () => {
    const { bound, clock } = given(100);

    const outcome = bounded(
      bound,
      (signal) =>
        new Promise((resolve) => signal.addEventListener("abort", () => resolve("obeyed"))),
    );
    await clock.advance(100);

    assert.equal((await outcome).end, "timed-out");
  });

  it("tells what an abandoned call throws later, unless it only obeys", async () => {
    const { bound, clock, failures } = given(100);
    const held = Promise.withResolvers<never>();
    const obeys = bounded(bound, (signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new DOMException("gone", "AbortError")));
      }));
    const fails = bounded(bound, () => held.promise);
    await clock.advance(100);
    await Promise.all([obeys, fails]);

    held.reject("too late");
    await clock.advance(0);

    assert.deepEqual(failures, ["too late"]);
  });

  it("calls with an aborted signal when there is no time, and waits a moment", async () => {
    const { bound, clock } = given(0);
    let wasAborted = false;

    const outcome = bounded(bound, (signal) => {
      wasAborted = signal.aborted;
      return new Promise(() => {});
    });
    let ended = false;
    void outcome.then(() => ended = true);
    await clock.advance(LATE_MS - 1);
    assert.equal(ended, false);
    await clock.advance(1);

    assert.equal(wasAborted, true);
    const late = await outcome;
    assert.ok(late.end === "timed-out");
    assert.equal(
      late.error.message,
      "Cannot wait for the call any longer: the deadline has passed",
    );
  });

  it("waits as long for a late call as it is told", async () => {
    const { bound, clock } = given(-1, { lateMs: 10 });

    const outcome = bounded(bound, () => new Promise(() => {}));
    await clock.advance(10);

    assert.equal((await outcome).end, "timed-out");
  });

  it("lets a late call that is quick end well", async () => {
    const { bound } = given(0);

    assert.deepEqual(await bounded(bound, () => Promise.resolve("quick")), {
      end: "done",
      value: "quick",
    });
  });

  it("sets no timer for Infinity, and is ended from outside", async () => {
    let expire: (() => void) | undefined;
    let undone = 0;
    const until = (call: () => void) => {
      expire = call;
      return release(() => undone += 1);
    };
    const { bound, clock } = given(Infinity, { until });

    const outcome = bounded(bound, () => new Promise(() => {}));
    assert.equal(clock.pending, 0);
    expire?.();

    const ended = await outcome;
    assert.ok(ended.end === "timed-out");
    assert.match(ended.error.message, /: the deadline has passed$/);
    assert.equal(undone, 1);
  });
});
