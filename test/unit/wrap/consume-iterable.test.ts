import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";
import { consume } from "../../../src/wrap/mod.ts";

/** An iteration whose steps are settled by hand; it ends a step when it is told to return. */
class Feed implements AsyncIterableIterator<string> {
  readonly log: string[] = [];
  readonly asked: PromiseWithResolvers<IteratorResult<string>>[] = [];
  obeys = true;

  next(): Promise<IteratorResult<string>> {
    const step = Promise.withResolvers<IteratorResult<string>>();
    this.asked.push(step);
    return step.promise;
  }

  return(): Promise<IteratorResult<string>> {
    this.log.push("return");
    const ended = { done: true, value: undefined } as const;
    if (this.obeys) this.asked.at(-1)?.resolve(ended);
    return Promise.resolve(ended);
  }

  give(value: string): void {
    this.asked.at(-1)?.resolve({ done: false, value });
  }

  ack(message: string): void {
    this.log.push(`ack ${message}`);
  }

  release(message: string): void {
    this.log.push(`release ${message}`);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

function scopeOf(): { readonly scope: Scope; readonly clock: ReturnType<typeof handClock> } {
  const clock = handClock();
  return { clock, scope: new Scope("worker", { clock }) };
}

describe("consume an iteration", () => {
  it("ends with it, without a stop", async () => {
    const { scope, clock } = scopeOf();
    const seen: string[] = [];
    const letters = async function* (): AsyncGenerator<string> {
      yield "a";
      yield "b";
    };

    const consumed = await consume(letters(), scope, (message) => seen.push(message), { clock });

    assert.deepEqual([seen, consumed], [["a", "b"], { acked: 2, returned: 0, failed: 0 }]);
    assert.equal(scope.isStopping, false);
  });

  it("tells it to return when stopped, once, and ends a step in flight", async () => {
    const { scope, clock } = scopeOf();
    const feed = new Feed();
    const consumed = consume(feed, scope, () => {}, { clock });
    await clock.advance(0);
    feed.give("a");
    await clock.advance(0);

    scope.stop("enough");

    assert.deepEqual(await consumed, { acked: 1, returned: 0, failed: 0 });
    assert.deepEqual(feed.log, ["ack a", "return"]);
    assert.equal(clock.pending, 0);
  });

  it("tells it to return at once although a message is in hand", async () => {
    const { scope, clock } = scopeOf();
    const feed = new Feed();
    const held = Promise.withResolvers<void>();
    const consumed = consume(feed, scope, () => held.promise, { clock });
    await clock.advance(0);
    feed.give("a");
    await clock.advance(0);

    scope.stop("enough");
    assert.deepEqual(feed.log, ["return"]);
    held.resolve();

    assert.equal((await consumed).acked, 1);
    assert.deepEqual(feed.log, ["return", "ack a"]);
  });

  it("hands back what a step in flight gives nevertheless", async () => {
    const { scope, clock } = scopeOf();
    const feed = new Feed();
    feed.obeys = false;
    const consumed = consume(feed, scope, () => assert.fail("must not be worked off"), { clock });
    await clock.advance(0);

    scope.stop("enough");
    await clock.advance(499);
    feed.give("late");

    assert.deepEqual(await consumed, { acked: 0, returned: 1, failed: 0 });
    assert.deepEqual(feed.log, ["return", "release late"]);
  });

  it("leaves one behind that hangs, and still hands back what it gives later", async () => {
    const { scope, clock } = scopeOf();
    const feed = new Feed();
    feed.obeys = false;
    const consumed = consume(feed, scope, () => {}, { clock });
    await clock.advance(0);
    scope.stop("enough");
    await clock.advance(500);
    assert.deepEqual(await consumed, { acked: 0, returned: 0, failed: 0 });
    await scope.close();

    feed.give("late");
    await clock.advance(0);

    assert.deepEqual(feed.log, ["return", "release late"]);
  });

  it("reports a message that comes so late that nothing can be done with it", async () => {
    const clock = handClock();
    const told: unknown[] = [];
    const observer = { taskFailed: (_scope: Scope, error: unknown) => void told.push(error) };
    const scope = new Scope("worker", { clock, observer });
    const late = Promise.withResolvers<IteratorResult<string>>();
    const hanging = { [Symbol.asyncIterator]: () => ({ next: () => late.promise }) };
    const consumed = consume(hanging, scope, () => {}, { clock, name: "orders" });
    await clock.advance(0);
    scope.stop("enough");
    await clock.advance(500);
    await consumed;

    late.resolve({ done: false, value: "late" });
    await clock.advance(0);

    assert.deepEqual(told.map(String), [
      'QuiesceError: Cannot hand back a message of "orders": there is no "release"',
    ]);
  });

  it("rejects with an error of the iteration, which it does not return", async () => {
    const { scope, clock } = scopeOf();
    const error = new Error("connection reset");
    const feed = new Feed();
    const consumed = consume(feed, scope, () => {}, { clock }).catch((thrown: unknown) => thrown);
    await clock.advance(0);

    feed.asked[0]?.reject(error);

    assert.equal(await consumed, error);
    assert.deepEqual(feed.log, []);
  });

  it("reports an iteration that cannot return", async () => {
    const { scope, clock } = scopeOf();
    const error = new Error("cannot unsubscribe");
    const feed = new Feed();
    const stuck = Object.assign(feed, { return: () => Promise.reject(error) });
    const consumed = consume(stuck, scope, () => {}, { clock });
    await clock.advance(0);

    scope.stop("enough");
    await clock.advance(500);
    await consumed;

    assert.deepEqual((await scope.close()).errors, [error]);
  });
});
