import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/mod.ts";
import {
  type CleanupLeft,
  CleanupQueue,
  type CleanupQueueOptions,
} from "../../../src/tasks/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";
import { hasSettled } from "./has-settled.ts";

const NOTHING: CleanupLeft<unknown> = { queued: [], processing: [], delayed: [] };

async function getKey<K>(queue: CleanupQueue<K>): Promise<K> {
  const next = await queue.get();
  assert.equal(next.done, false);
  return next.value as K;
}

async function isEnd<K>(queue: CleanupQueue<K>): Promise<boolean> {
  return (await queue.get()).done;
}

describe("the keys of a CleanupQueue", () => {
  it("come in the order in which they were added", async () => {
    const queue = new CleanupQueue<string>();
    for (const key of ["a", "b", "c"]) queue.add(key);

    assert.deepEqual([await getKey(queue), await getKey(queue)], ["a", "b"]);
    assert.deepEqual(queue.left(), { queued: ["c"], processing: ["a", "b"], delayed: [] });
  });

  it("are worked on once, though they were added twice", () => {
    const queue = new CleanupQueue<string>();

    queue.add("a");
    queue.add("b");
    queue.add("a");

    assert.equal(queue.size, 2);
  });

  it("are worked on again when they were added while a worker had them", async () => {
    const queue = new CleanupQueue<string>();
    queue.add("a");
    const key = await getKey(queue);

    queue.add(key);
    queue.add(key);
    assert.equal(queue.size, 0);
    const second = queue.get();
    assert.equal(await hasSettled(second), false, "never two workers on one key");
    queue.done(key);

    assert.deepEqual(await second, { done: false, value: "a" });
    queue.done(key);
    assert.deepEqual(queue.left(), NOTHING);
  });

  it("go to the worker that has waited longest", async () => {
    const queue = new CleanupQueue<string>();
    const first = queue.get();
    const second = queue.get();

    queue.add("a");

    assert.deepEqual(await first, { done: false, value: "a" });
    assert.equal(await hasSettled(second), false);
  });

  it("may be any value, told apart as in a Map", async () => {
    const queue = new CleanupQueue<unknown>();
    const object = {};

    for (const key of [undefined, NaN, NaN, object, object, {}]) queue.add(key);

    assert.equal(queue.size, 4);
    assert.deepEqual(await queue.get(), { done: false, value: undefined });
  });

  it("stay in the queue when a worker gives up waiting", async () => {
    const queue = new CleanupQueue<string>();
    const controller = new AbortController();
    const waiting = queue.get({ signal: controller.signal });

    controller.abort(new Error("enough"));
    queue.add("a");

    await assert.rejects(waiting, { message: "enough" });
    await assert.rejects(queue.get({ signal: controller.signal }), { message: "enough" });
    assert.equal(queue.size, 1);
  });

  it("go to no worker whose scope has closed", async () => {
    const queue = new CleanupQueue<string>();
    const scope = new Scope("worker");
    const gone = queue.get({ signal: scope });
    const refused = assert.rejects(gone, (reason) => reason === scope.reason);
    const other = queue.get();

    await scope.close();
    queue.add("a");

    await refused;
    assert.deepEqual(await other, { done: false, value: "a" });
  });

  it("cannot be done when nobody works on them", async () => {
    const queue = new CleanupQueue<string>();
    queue.add("a");
    const misuse = {
      code: "WRONG_STATE",
      message: "Cannot end the work on a key: nobody works on it",
    };

    assert.throws(() => queue.done("a"), misuse);
    queue.done(await getKey(queue));
    assert.throws(() => queue.done("a"), misuse);
  });
});

describe("a delayed key of a CleanupQueue", () => {
  it("is queued when its time has come", async () => {
    const clock = handClock();
    const queue = new CleanupQueue<string>({ clock });

    assert.equal(queue.addAfter("a", 100), true);
    await clock.advance(99);
    assert.deepEqual(queue.left(), { ...NOTHING, delayed: ["a"] });
    await clock.advance(1);

    assert.deepEqual(queue.left(), { ...NOTHING, queued: ["a"] });
    assert.equal(clock.pending, 0);
  });

  it("is queued by the earlier of two delays, and once", async () => {
    const clock = handClock();
    const queue = new CleanupQueue<string>({ clock });

    queue.addAfter("a", 100);
    queue.addAfter("a", 50);
    queue.addAfter("a", 200);
    assert.equal(clock.pending, 1);
    await clock.advance(50);
    assert.equal(queue.size, 1);
    await clock.advance(1_000);

    assert.equal(queue.size, 1);
  });

  it("is queued at once without a delay", () => {
    const queue = new CleanupQueue<string>({ clock: handClock() });

    queue.addAfter("a", 0);

    assert.equal(queue.size, 1);
    assert.throws(() => queue.addAfter("a", -1), { code: "BAD_OPTION" });
  });
});

describe("the rate limit of a CleanupQueue", () => {
  it("doubles the delay of a key up to the longest, until the key is forgotten", async () => {
    const clock = handClock();
    const queue = new CleanupQueue<string>({ clock, maxDelayMs: 50, perSecond: Infinity });
    const delays: number[] = [];
    const measure = async (): Promise<void> => {
      const startMs = clock.nowMs();
      queue.addRateLimited("a");
      while (queue.size === 0) await clock.advance(1);
      delays.push(clock.nowMs() - startMs);
      queue.done(await getKey(queue));
    };

    for (let n = 0; n < 6; n += 1) await measure();
    assert.equal(queue.failures("a"), 6);
    queue.forget("a");
    await measure();

    assert.deepEqual(delays, [5, 10, 20, 40, 50, 50, 5]);
    assert.equal(queue.failures("a"), 1);
  });

  it("counts the failures of each key by itself", async () => {
    const clock = handClock();
    const queue = new CleanupQueue<string>({ clock, baseDelayMs: 10, perSecond: Infinity });

    queue.addRateLimited("a");
    queue.addRateLimited("b");
    await clock.advance(10);

    assert.deepEqual(queue.left().queued, ["a", "b"]);
  });

  it("lets a burst through, then so many a second, all keys together", async () => {
    const clock = handClock();
    const options = { clock, baseDelayMs: 0, perSecond: 10, burst: 3 };
    const queue = new CleanupQueue<number>(options);

    for (let key = 0; key < 6; key += 1) queue.addRateLimited(key);
    assert.equal(queue.size, 3);
    for (const size of [4, 5, 6]) {
      await clock.advance(99);
      assert.equal(queue.size, size - 1);
      await clock.advance(1);
      assert.equal(queue.size, size);
    }
  });

  it("fills its bucket up again with time, and not beyond the burst", async () => {
    const clock = handClock();
    const options = { clock, baseDelayMs: 0, perSecond: 10, burst: 2 };
    const queue = new CleanupQueue<number>(options);
    for (const key of [1, 2]) queue.addRateLimited(key);

    await clock.advance(60_000);
    for (const key of [3, 4, 5]) queue.addRateLimited(key);

    assert.equal(queue.size, 4);
    assert.deepEqual(queue.left().delayed, [5]);
  });

  it("has the defaults of client-go: 5 ms, 1000 s, 10 a second, a burst of 100", async () => {
    const clock = handClock();
    const queue = new CleanupQueue<unknown>({ clock });
    for (let n = 0; n < 100; n += 1) queue.addRateLimited(n);
    await clock.advance(4);
    assert.equal(queue.size, 0);
    await clock.advance(1);
    assert.equal(queue.size, 100);

    queue.addRateLimited("one too many");
    await clock.advance(94);
    assert.equal(queue.size, 100);
    await clock.advance(1);
    assert.equal(queue.size, 101);

    await clock.advance(60_000);
    for (let n = 0; n < 20; n += 1) queue.addRateLimited("hopeless");
    while (queue.size > 0) queue.done(await getKey(queue));
    queue.addRateLimited("hopeless");
    await clock.advance(999_999);
    queue.done(await getKey(queue));
    queue.addRateLimited("hopeless");
    await clock.advance(999_999);
    assert.equal(queue.size, 0);
    await clock.advance(1);
    assert.equal(queue.size, 1);
  });

  it("refuses options that are none", () => {
    const bad: readonly CleanupQueueOptions[] = [
      { baseDelayMs: -1 },
      { maxDelayMs: NaN },
      { perSecond: 0 },
      { burst: 0 },
      { burst: 1.5 },
    ];
    for (const options of bad) {
      assert.throws(() => new CleanupQueue(options), { code: "BAD_OPTION" });
    }
  });
});

describe("shutting a CleanupQueue down", () => {
  it("refuses new keys, and lets workers finish what is queued", async () => {
    const queue = new CleanupQueue<string>();
    queue.add("a");

    queue.shutDown();

    assert.equal(queue.isShutDown, true);
    assert.equal(queue.add("b"), false);
    assert.equal(queue.addAfter("b", 10), false);
    assert.equal(queue.addRateLimited("b"), false);
    assert.equal(queue.failures("b"), 0);
    assert.equal(await getKey(queue), "a");
    assert.equal(await isEnd(queue), true);
  });

  it("tells the end to workers that wait", async () => {
    const queue = new CleanupQueue<string>();
    const waiting = [queue.get(), queue.get()];

    queue.shutDown();

    assert.deepEqual((await Promise.all(waiting)).map(({ done }) => done), [true, true]);
  });

  it("gives delayed keys up and says so, with no timer left", () => {
    const clock = handClock();
    const queue = new CleanupQueue<string>({ clock });
    queue.addAfter("later", 1_000);
    queue.add("now");

    assert.deepEqual(queue.shutDown(), { queued: ["now"], processing: [], delayed: ["later"] });
    assert.equal(clock.pending, 0);
  });

  it("with a drain waits until what is being worked on is done", async () => {
    const queue = new CleanupQueue<string>();
    for (const key of ["foo", "bar"]) queue.add(key);
    const first = await getKey(queue);
    const second = await getKey(queue);

    const drained = queue.shutDownWithDrain();
    assert.equal(await isEnd(queue), true, "workers without work may go");

    queue.done(first);
    assert.equal(await hasSettled(drained), false);
    queue.done(second);
    assert.deepEqual(await drained, NOTHING);
  });

  it("without a drain does not wait for what is being worked on", async () => {
    const queue = new CleanupQueue<string>();
    for (const key of ["foo", "bar"]) queue.add(key);
    await getKey(queue);
    await getKey(queue);

    assert.deepEqual(queue.shutDown(), { ...NOTHING, processing: ["foo", "bar"] });
  });

  it("at last, after a drain was begun, releases who waits for it", async () => {
    const queue = new CleanupQueue<string>();
    for (const key of ["foo", "bar", "baz"]) queue.add(key);
    await getKey(queue);
    await getKey(queue);
    const drained = [queue.shutDownWithDrain(), queue.shutDownWithDrain()];
    assert.equal(await hasSettled(Promise.race(drained)), false);

    queue.shutDown();

    const left = { queued: ["baz"], processing: ["foo", "bar"], delayed: [] };
    assert.deepEqual(await Promise.all(drained), [left, left]);
  });

  it("with a drain waits for what was added again while it was worked on", async () => {
    const queue = new CleanupQueue<string>();
    queue.add("foo");
    const gotten = await getKey(queue);
    queue.add("foo");

    const drained = queue.shutDownWithDrain();
    assert.equal(await isEnd(queue), true);
    queue.done(gotten);
    assert.equal(await hasSettled(drained), false);
    const again = await getKey(queue);
    queue.done(again);

    assert.equal(await isEnd(queue), true);
    assert.deepEqual(await drained, NOTHING);
  });

  it("with a drain waits for what nobody has taken yet", async () => {
    const queue = new CleanupQueue<string>();
    queue.add("a");

    const drained = queue.shutDownWithDrain();
    assert.equal(await hasSettled(drained), false);
    queue.done(await getKey(queue));

    assert.deepEqual(await drained, NOTHING);
  });

  it("with a drain ends at once when there is nothing, also the second time", async () => {
    const queue = new CleanupQueue<string>();

    assert.deepEqual(await queue.shutDownWithDrain(), NOTHING);
    queue.shutDown();
    assert.deepEqual(await queue.shutDownWithDrain(), NOTHING);
  });
});
