import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Chain } from "../../../src/core/chain.ts";
import { release } from "../../../src/core/release.ts";
import type { Cleanup } from "../../../src/core/scope-options.ts";
import { Scope } from "../../../src/core/scope.ts";
import { sweep, type SweepHost } from "../../../src/core/sweep.ts";
import { type HandClock, handClock } from "../../../src/testing/hand-clock.ts";

interface Told {
  readonly failed: unknown[];
  readonly late: unknown[];
}

function hostOf(clock: HandClock, told: Told, options: Partial<SweepHost> = {}): SweepHost {
  return {
    clock,
    path: "/jobs",
    timeoutMs: () => 100,
    deadlineMs: () => Infinity,
    onAbort: () => release(() => {}),
    failed: (error) => told.failed.push(error),
    listenerFailed: (error) => told.late.push(error),
    ...options,
  };
}

function chainOf(...cleanups: Cleanup[]): Chain<Cleanup> {
  const chain = new Chain<Cleanup>();
  for (const each of cleanups.toReversed()) chain.add(each);
  return chain;
}

function forever(): Promise<never> {
  return new Promise(() => {});
}

describe("sweep", () => {
  it("sets no timer for cleanups that end at once", async () => {
    const clock = handClock();

    await sweep(chainOf(() => 1, () => undefined), hostOf(clock, { failed: [], late: [] }));

    assert.equal(clock.pending, 0);
  });

  it("leaves no timer behind", async () => {
    const clock = handClock();

    await sweep(chainOf(() => Promise.resolve()), hostOf(clock, { failed: [], late: [] }));

    assert.equal(clock.pending, 0);
  });

  it("gives one behind quick ones its whole time, and at most a quarter more", async () => {
    const clock = handClock();
    const told: Told = { failed: [], late: [] };
    const held = Promise.withResolvers<void>();
    const ending = sweep(chainOf(() => held.promise, forever), hostOf(clock, told));
    await clock.advance(60);
    held.resolve();

    await clock.advance(99);
    assert.equal(told.failed.length, 0);
    await clock.advance(1 + 25);

    await ending;
    assert.match(String(told.failed[0]), /a cleanup of scope "\/jobs" any longer.* 100 ms$/);
  });

  it("gives each one behind a late one exactly its time", async () => {
    const clock = handClock();
    const told: Told = { failed: [], late: [] };
    const ending = sweep(chainOf(forever, forever, forever), hostOf(clock, told));

    await clock.advance(200);
    assert.equal(told.failed.length, 2);
    await clock.advance(100);

    await ending;
    assert.equal(told.failed.length, 3);
  });

  it("cuts what runs at the deadline, however much time it was given", async () => {
    const clock = handClock();
    const told: Told = { failed: [], late: [] };
    const held = Promise.withResolvers<void>();
    const deadlineMs = clock.nowMs() + 100;
    const host = hostOf(clock, told, {
      deadlineMs: () => deadlineMs,
      timeoutMs: () => deadlineMs - clock.nowMs(),
    });
    const ending = sweep(chainOf(() => held.promise, forever), host);
    await clock.advance(90);
    held.resolve();

    await clock.advance(10);

    await ending;
    assert.equal(told.failed.length, 1);
  });

  it("gives those that begin after an abort the time to unwind, each anew", async () => {
    const clock = handClock();
    const scope = new Scope("", { clock, unwindMs: 1_000 });
    const startsMs: number[] = [];
    const startMs = clock.nowMs();
    for (let count = 0; count < 4; count += 1) {
      scope.defer(() => {
        startsMs.push(clock.nowMs() - startMs);
        return new Promise<void>((resolve) => void clock.after(4_000, resolve));
      });
    }
    const closing = scope.close();
    await clock.advance(100);
    scope.abort();

    for (let turn = 0; turn < 70; turn += 1) await clock.advance(100);

    const { errors } = await closing;
    assert.deepEqual(startsMs, [0, 4_000, 5_000, 6_000]);
    assert.equal(errors.length, 3);
  });

  it("tells what an abandoned cleanup throws later, unless it obeys", async () => {
    const clock = handClock();
    const told: Told = { failed: [], late: [] };
    const held = Promise.withResolvers<void>();
    const obedient: Cleanup = (signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      });
    const named = Object.assign(new Error("gone"), { name: "AbortError" });
    const ending = sweep(
      chainOf(() => held.promise, () => Promise.reject(named), obedient),
      hostOf(clock, told),
    );
    await clock.advance(225);
    await ending;

    held.reject("much too late");
    await clock.advance(0);

    assert.deepEqual(told.late, ["much too late"]);
    assert.equal(told.failed.length, 3);
  });

  it("is not led astray by a promise of others that settles twice", async () => {
    const clock = handClock();
    const told: Told = { failed: [], late: [] };
    const ran: string[] = [];
    const odd = {
      // oxlint-disable-next-line unicorn/no-thenable -- that is what is tested.
      then(resolve: () => void) {
        resolve();
        resolve();
      },
    };

    await sweep(
      chainOf(() => odd, () => ran.push("one"), () => ran.push("two")),
      hostOf(clock, told),
    );

    assert.deepEqual(ran, ["one", "two"]);
  });
});
