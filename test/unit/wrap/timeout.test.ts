import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope, StopReason } from "../../../src/core/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";
import { timeout } from "../../../src/wrap/mod.ts";
import { countedSignal } from "./counted-signal.ts";

const REASON = { why: "any value can be a reason" };

function never(): Promise<never> {
  return new Promise(() => {});
}

/** Work that ends as its signal says. */
function obedient(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

describe("timeout", () => {
  it("settles like its work, and holds neither timer nor listener", async () => {
    const clock = handClock();
    const source = countedSignal();
    const options = { clock, signal: source.signal };
    const error = new Error("refused");

    assert.equal(await timeout(100, () => 42, options), 42);
    assert.equal(await timeout(100, Promise.resolve(43), options), 43);
    await assert.rejects(
      timeout(100, () => {
        throw error;
      }, options),
      (thrown) => thrown === error,
    );
    assert.deepEqual([clock.pending, source.listeners], [0, 0]);
  });

  it("rejects with a deadline, which is what the signal of the work aborts with", async () => {
    const clock = handClock();
    let seen: AbortSignal | undefined;
    const late = timeout(100, (signal) => {
      seen = signal;
      return never();
    }, { clock });
    const ended = late.catch((error: unknown) => error);

    await clock.advance(99);
    assert.equal(seen?.aborted, false);
    await clock.advance(1);

    const error = await ended;
    assert.ok(error instanceof StopReason);
    assert.deepEqual([error.kind, error.name, error.code], [
      "deadline",
      "TimeoutError",
      "DEADLINE",
    ]);
    assert.equal(error.message, "the work did not end within 100 ms");
    assert.equal(seen?.reason, error);
  });

  it("lets an abort be told from a timeout", async () => {
    const clock = handClock();
    const source = countedSignal();
    let seen: AbortSignal | undefined;
    const cut = timeout(100, (signal) => {
      seen = signal;
      return obedient(signal);
    }, { clock, signal: source.signal });

    source.abort(REASON);

    await assert.rejects(cut, (thrown) => thrown === REASON);
    assert.equal(seen?.reason, REASON);
    assert.deepEqual([clock.pending, source.listeners], [0, 0]);
  });

  it("passes on the reason of a scope", async () => {
    const scope = new Scope("query");
    const cut = timeout(100, obedient, { clock: handClock(), signal: scope });

    scope.abort("enough");

    await assert.rejects(cut, (thrown) => thrown === scope.reason);
  });

  it("does not begin what is aborted already", async () => {
    let begun = 0;
    const signal = AbortSignal.abort(REASON);

    await assert.rejects(timeout(100, () => begun += 1, { signal }), (thrown) => thrown === REASON);
    await assert.rejects(timeout(100, Promise.reject(new Error("refused")), { signal }));
    assert.equal(begun, 0);
  });

  it("tells what the work throws after its time, unless that only obeys", async () => {
    const clock = handClock();
    const late: unknown[] = [];
    const options = { clock, lateFailed: (error: unknown) => void late.push(error) };
    const held = Promise.withResolvers<never>();
    const waits = [timeout(100, () => held.promise, options), timeout(100, obedient, options)];
    const ends = Promise.allSettled(waits);
    await clock.advance(100);
    await ends;

    const error = new Error("disk full");
    held.reject(error);
    await clock.advance(0);

    assert.deepEqual(late, [error]);
  });

  it("has no limit when its time is infinite", async () => {
    const clock = handClock();

    assert.equal(await timeout(Infinity, () => clock.pending, { clock }), 0);
  });

  it("refuses what is no time", async () => {
    await assert.rejects(timeout(-1, () => 1), { code: "BAD_OPTION" });
  });
});
