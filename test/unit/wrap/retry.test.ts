import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";
import { retry, type RetryOptions } from "../../../src/wrap/mod.ts";
import { countedSignal } from "./counted-signal.ts";

const REASON = { why: "any value can be a reason" };
const ERROR = new Error("refused", { cause: "down" });

/** The times at which attempts were made that all fail. */
async function attemptTimes(options: RetryOptions): Promise<readonly number[]> {
  const clock = handClock();
  const times: number[] = [];
  const ended = retry(() => {
    times.push(clock.nowMs());
    throw ERROR;
  }, { ...options, clock }).catch((error: unknown) => error);
  await clock.advance(1_000_000);
  assert.equal(await ended, ERROR);
  return times;
}

function abortError(): Error {
  return new DOMException("aborted", "AbortError");
}

describe("retry", () => {
  it("returns the first value, without a wait", async () => {
    const clock = handClock();

    assert.equal(await retry(({ attempt }) => attempt, { clock }), 1);
    assert.equal(clock.pending, 0);
  });

  it("waits longer and longer, up to a limit, and throws the last error as it was", async () => {
    const options = { attempts: 6, minDelayMs: 100, maxDelayMs: 500, factor: 2 } as const;

    assert.deepEqual(await attemptTimes({ ...options, jitter: "none" }), [
      0,
      100,
      300,
      700,
      1_200,
      1_700,
    ]);
  });

  it("draws the delay between zero and the whole by default", async () => {
    const draws = [0.5, 0, 0.25];
    const options = { attempts: 4, minDelayMs: 100, random: () => draws.shift() ?? 1 };

    assert.deepEqual(await attemptTimes(options), [0, 50, 50, 150]);
  });

  it("lets a function make the delay out of what failed", async () => {
    const seen: unknown[] = [];
    const times = await attemptTimes({
      attempts: 3,
      minDelayMs: 100,
      random: () => 0.5,
      jitter: (delayMs, { error, attempt, random }) => {
        seen.push([delayMs, error, attempt, random()]);
        return 7;
      },
    });

    assert.deepEqual(times, [0, 7, 14]);
    assert.deepEqual(seen, [[100, ERROR, 1, 0.5], [200, ERROR, 2, 0.5]]);
  });

  it("does not wait where the least delay is zero, however often it tries", async () => {
    const delays = new Set<number>();
    const { length } = await attemptTimes({
      attempts: 1_100,
      minDelayMs: 0,
      jitter: (delayMs) => {
        delays.add(delayMs);
        return 0;
      },
    });

    assert.deepEqual([...delays], [0]);
    assert.equal(length, 1_100);
  });

  it("tries five times unless told otherwise, and without end when told so", async () => {
    assert.equal((await attemptTimes({})).length, 5);

    const clock = handClock();
    const value = retry(({ attempt }) => {
      if (attempt < 50) throw ERROR;
      return attempt;
    }, { attempts: Infinity, clock, maxDelayMs: 10 });
    await clock.advance(1_000);
    assert.equal(await value, 50);
  });

  it("tries again only what is worth it", async () => {
    const asked: unknown[] = [];
    const when = (error: unknown, attempt: number): boolean => {
      asked.push([error, attempt]);
      return attempt < 2;
    };

    assert.equal((await attemptTimes({ when })).length, 2);
    assert.deepEqual(asked, [[ERROR, 1], [ERROR, 2]]);
  });

  it("ends a wait at once with the very reason, and holds neither timer nor listener", async () => {
    const clock = handClock();
    const source = countedSignal();
    const tried = retry(() => Promise.reject(ERROR), { clock, signal: source.signal });
    await clock.advance(0);
    assert.deepEqual([clock.pending, source.listeners], [1, 1]);

    source.abort(REASON);

    await assert.rejects(tried, (thrown) => thrown === REASON);
    assert.deepEqual([clock.pending, source.listeners], [0, 0]);
  });

  it("passes on the reason of a scope, and its very signal", async () => {
    const scope = new Scope("orders");
    const signals = new Set<AbortSignal>();
    const failed = Promise.withResolvers<void>();
    const tried = retry(({ signal }) => {
      signals.add(signal);
      failed.resolve();
      throw ERROR;
    }, { clock: handClock(), signal: scope });
    await failed.promise;

    scope.abort("enough");

    await assert.rejects(tried, (thrown) => thrown === scope.reason);
    assert.deepEqual(signals, new Set([scope.signal]));
  });

  it("waits for the attempt in hand, and turns its abort error into the reason", async () => {
    const source = countedSignal();
    const held = Promise.withResolvers<never>();
    let attempts = 0;
    const tried = retry(() => {
      attempts += 1;
      return held.promise;
    }, { signal: source.signal });
    source.abort(REASON);

    held.reject(abortError());

    await assert.rejects(tried, (thrown) => thrown === REASON);
    assert.equal(attempts, 1);
  });

  it("hides neither a value nor a failure that comes after the abort", async () => {
    const source = countedSignal();
    const held = [Promise.withResolvers<string>(), Promise.withResolvers<string>()] as const;
    const tried = held.map(({ promise }) => retry(() => promise, { signal: source.signal }));
    source.abort(REASON);

    held[0].resolve("finished");
    held[1].reject(ERROR);

    assert.equal(await tried[0], "finished");
    await assert.rejects(tried[1] ?? Promise.resolve(), (thrown) => thrown === ERROR);
  });

  it("takes an abort error that nobody asked for as a failure like any other", async () => {
    const clock = handClock();
    const value = retry(({ attempt, signal }) => {
      if (attempt === 1) throw abortError();
      return signal.aborted;
    }, { clock });

    await clock.advance(1_000);

    assert.equal(await value, false);
  });

  it("does not begin what is aborted already", async () => {
    let attempts = 0;
    const signal = AbortSignal.abort(REASON);

    await assert.rejects(retry(() => attempts += 1, { signal }), (thrown) => thrown === REASON);
    assert.equal(attempts, 0);
  });

  it("refuses options out of their range", async () => {
    const wrong: readonly RetryOptions[] = [
      { attempts: 0 },
      { attempts: 1.5 },
      { minDelayMs: -1 },
      { maxDelayMs: NaN },
      { factor: 0.5 },
      { factor: Infinity },
      { jitter: "some" as "full" },
      { when: true as never },
    ];
    for (const options of wrong) {
      await assert.rejects(
        retry(() => 1, options),
        { code: "BAD_OPTION" },
        JSON.stringify(options),
      );
    }
  });
});
