import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/mod.ts";
import { type CleanupLeft, CleanupQueue } from "../../../src/tasks/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";
import { hasSettled } from "./has-settled.ts";

const NOTHING: CleanupLeft<unknown> = { queued: [], processing: [], delayed: [] };

describe("running a CleanupQueue", () => {
  it("works on each key, on as many at once as it has workers", async () => {
    const queue = new CleanupQueue<number>();
    const scope = new Scope("cleanups");
    const worked: number[] = [];
    let busy = 0;
    let most = 0;
    for (let key = 0; key < 20; key += 1) queue.add(key);

    const running = queue.run(scope, async (key) => {
      most = Math.max(most, busy += 1);
      await undefined;
      busy -= 1;
      worked.push(key);
    }, { workers: 3 });
    const drained = await queue.shutDownWithDrain();

    assert.deepEqual([drained, await running], [NOTHING, NOTHING]);
    assert.deepEqual(worked, Array.from({ length: 20 }, (_, key) => key));
    assert.equal(most, 3);
    assert.equal((await scope.close()).end, "done");
  });

  it("tries again what failed, later each time, and forgets it when it succeeds", async () => {
    const clock = handClock();
    const queue = new CleanupQueue<string>({ clock });
    const scope = new Scope("cleanups", { clock });
    const failures: unknown[] = [];
    const at: number[] = [];

    const running = queue.run(scope, () => {
      at.push(clock.nowMs());
      if (at.length < 4) throw new Error(`broken ${at.length}`);
    }, { failed: (error, key) => failures.push(`${key}: ${(error as Error).message}`) });
    queue.add("a");
    await clock.advance(1_000);

    assert.deepEqual(at, [0, 5, 15, 35]);
    assert.deepEqual(failures, ["a: broken 1", "a: broken 2", "a: broken 3"]);
    assert.equal(queue.failures("a"), 0);
    assert.deepEqual(await scope.close(), { end: "done", errors: [], unstopped: [] });
    assert.deepEqual(await running, NOTHING);
  });

  it("finishes what is queued when its scope stops, and takes nothing new", async () => {
    const queue = new CleanupQueue<string>();
    const scope = new Scope("cleanups");
    const held = Promise.withResolvers<void>();
    const worked: string[] = [];
    for (const key of ["a", "b"]) queue.add(key);

    const running = queue.run(scope, async (key) => {
      await held.promise;
      worked.push(key);
    });
    await undefined;
    assert.match(scope.open()[0]?.where ?? "", /cleanup-queue-run\.test\.ts:\d+/);
    const closed = scope.close();
    assert.equal(queue.add("c"), false);
    held.resolve();

    assert.equal((await closed).end, "done");
    assert.deepEqual(await running, NOTHING);
    assert.deepEqual(worked, ["a", "b"]);
  });

  it("does not release a drain when its scope stops", async () => {
    const queue = new CleanupQueue<string>();
    const scope = new Scope("cleanups");
    const held = Promise.withResolvers<void>();
    queue.add("a");
    void queue.run(scope, () => held.promise);
    const drained = queue.shutDownWithDrain();

    scope.stop();
    assert.equal(await hasSettled(drained), false);
    held.resolve();

    assert.deepEqual(await drained, NOTHING);
  });

  it("puts the key in hand back when its scope is aborted", async () => {
    const queue = new CleanupQueue<string>();
    const scope = new Scope("cleanups");
    for (const key of ["a", "b"]) queue.add(key);

    const running = queue.run(scope, async (_key, own) => {
      await new Promise((_resolve, reject) => void own.onAbort(reject));
    });
    await undefined;
    scope.abort("now");

    assert.deepEqual(await running, { ...NOTHING, queued: ["b", "a"] });
    assert.deepEqual(await scope.close(), { end: "done", errors: [], unstopped: [] });
  });

  it("gives the key back whose work ignores the abort, and lets the scope name that", async () => {
    const clock = handClock();
    const queue = new CleanupQueue<string>({ clock });
    const scope = new Scope("cleanups", { clock, unwindMs: 200 });
    const held = Promise.withResolvers<void>();
    for (const key of ["a", "b"]) queue.add(key);

    const running = queue.run(scope, () => held.promise);
    await clock.advance(10);
    const closed = scope.close();
    scope.abort("now");
    await clock.advance(199);
    assert.equal(await hasSettled(running), false);
    await clock.advance(1);

    assert.deepEqual(await running, { ...NOTHING, queued: ["b", "a"] });
    const { end, unstopped } = await closed;
    assert.equal(end, "timed-out");
    assert.equal(unstopped[0]?.path, "/cleanups/cleanup-1");

    held.resolve();
    await hasSettled(running);
    assert.deepEqual(queue.left(), { ...NOTHING, queued: ["b", "a"] });
    assert.equal(clock.pending, 0);
  });

  it("gives the key back though the abort came long before its scope closes", async () => {
    const clock = handClock();
    const queue = new CleanupQueue<string>({ clock });
    const scope = new Scope("cleanups", { clock, unwindMs: 200 });
    queue.add("a");

    const running = queue.run(scope, () => new Promise(() => {}));
    await clock.advance(10);
    scope.abort("now");
    await clock.advance(200);

    assert.deepEqual(await running, { ...NOTHING, queued: ["a"] });
    const closed = scope.close();
    await clock.advance(0);
    const { unstopped } = await closed;
    assert.equal(unstopped[0]?.path, "/cleanups/cleanup-1");
  });

  it("gives the key back when the work has returned and left something that ignores it", async () => {
    const clock = handClock();
    const queue = new CleanupQueue<string>({ clock });
    const scope = new Scope("cleanups", { clock, unwindMs: 200 });
    queue.add("a");

    const running = queue.run(scope, (_key, own) => {
      own.spawn("delete", () => new Promise(() => {}));
    });
    await clock.advance(10);
    const closed = scope.close();
    scope.abort("now");
    await clock.advance(200);

    assert.deepEqual(await running, { ...NOTHING, queued: ["a"] });
    assert.deepEqual((await closed).errors, []);
    assert.equal(clock.pending, 0);
  });

  it("takes what the work aborted and left behind for a failure of the key", async () => {
    const clock = handClock();
    const queue = new CleanupQueue<string>({ clock });
    const scope = new Scope("cleanups", { clock, unwindMs: 200 });
    const told: unknown[] = [];
    let tries = 0;
    queue.add("a");

    const running = queue.run(scope, (_key, own) => {
      tries += 1;
      if (tries > 1) return;
      own.spawn("delete", () => new Promise(() => {}));
      own.abort("too much");
    }, { failed: (error) => told.push(error) });
    await clock.advance(1_000);

    const [error] = told as { code: string; message: string }[];
    assert.equal(tries, 2);
    assert.equal(error?.code, "DEADLINE");
    assert.match(error.message, /: "\/cleanups\/cleanup-1\/key\/delete" has not ended$/);
    queue.shutDown();
    assert.deepEqual(await running, NOTHING);
  });

  it("lets a worker whose key was given back take no other", async () => {
    const clock = handClock();
    const queue = new CleanupQueue<string>({ clock });
    const scope = new Scope("cleanups", { clock, unwindMs: 200 });
    const held = Promise.withResolvers<void>();
    const worked: string[] = [];
    queue.add("a");

    const running = queue.run(scope, (key) => {
      worked.push(key);
      return held.promise;
    });
    await clock.advance(10);
    scope.abort("now");
    await clock.advance(200);
    await running;
    const again = await queue.get();
    held.reject(new Error("too late"));
    await scope.close();

    assert.deepEqual(again, { done: false, value: "a" });
    assert.deepEqual(worked, ["a"]);
    assert.deepEqual(queue.left(), { ...NOTHING, processing: ["a"] });
  });

  it("says which key failed at the end, and why", async () => {
    const queue = new CleanupQueue<string>();
    const scope = new Scope("cleanups");
    const late = new DOMException("took too long", "TimeoutError");
    queue.add("a");

    const running = queue.run(scope, () => {
      throw late;
    });
    queue.shutDown();

    assert.deepEqual(await running, { ...NOTHING, delayed: ["a"] });
    const { end, errors } = await scope.close();
    assert.equal(end, "failed");
    assert.deepEqual(errors.map((error) => (error as Error).cause), [late]);
    assert.equal(queue.failures("a"), 0);
  });

  it("works again at the end on a key that failed and was added meanwhile", async () => {
    const queue = new CleanupQueue<string>();
    const scope = new Scope("cleanups");
    let tries = 0;
    queue.add("a");

    const running = queue.run(scope, (key) => {
      tries += 1;
      if (tries > 1) return;
      queue.add(key);
      queue.shutDown();
      throw new Error("broken");
    });

    assert.deepEqual(await running, NOTHING);
    assert.equal(tries, 2);
    assert.equal((await scope.close()).end, "done");
  });

  it("closes what the work has opened before it is done with the key", async () => {
    const queue = new CleanupQueue<string>();
    const scope = new Scope("cleanups");
    const log: string[] = [];
    for (const key of ["a", "b"]) queue.add(key);

    const running = queue.run(scope, (key, own) => {
      log.push(`open ${key}`);
      own.defer(() => void log.push(`close ${key}`));
    });
    queue.shutDown();

    await running;
    assert.deepEqual(log, ["open a", "close a", "open b", "close b"]);
  });

  it("takes a failed cleanup of the work for a failure of the key", async () => {
    const queue = new CleanupQueue<string>();
    const scope = new Scope("cleanups");
    const told: unknown[] = [];
    queue.add("a");

    const running = queue.run(scope, (_key, own) => {
      own.defer(() => Promise.reject(new Error("cleanup")));
      throw new Error("work");
    }, { failed: (error) => told.push(...(error as AggregateError).errors) });
    queue.shutDown();

    await running;
    assert.deepEqual(told.map((error) => (error as Error).message), ["work", "cleanup"]);
  });

  it("survives a listener that throws", async () => {
    const queue = new CleanupQueue<string>({ baseDelayMs: 0 });
    const scope = new Scope("cleanups");
    let tries = 0;
    queue.add("a");

    const running = queue.run(scope, () => {
      tries += 1;
      if (tries === 2) return void queue.shutDown();
      throw new Error("work");
    }, {
      failed: () => {
        throw new Error("listener");
      },
    });

    await running;
    const { errors } = await scope.close();
    assert.deepEqual(errors.map((error) => (error as Error).message), ["listener"]);
  });

  it("does nothing in a closed scope, and says what is left", async () => {
    const queue = new CleanupQueue<string>();
    const scope = new Scope("cleanups");
    queue.add("a");
    await scope.close();

    const left = await queue.run(scope, () => assert.fail("it ran"));

    assert.deepEqual(left, { ...NOTHING, queued: ["a"] });
  });

  it("refuses workers that are none", async () => {
    const queue = new CleanupQueue<string>();
    const scope = new Scope("cleanups");

    await assert.rejects(queue.run(scope, () => {}, { workers: 0 }), { code: "BAD_OPTION" });
    await assert.rejects(queue.run(scope, "work" as never), { code: "BAD_OPTION" });
  });
});
