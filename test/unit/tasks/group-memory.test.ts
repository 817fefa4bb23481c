import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope, track, type Tracker } from "../../../src/core/mod.ts";
import { Group } from "../../../src/tasks/mod.ts";
import { collectGarbage } from "../leak/collect-garbage.ts";
import { forever, settled } from "./group-work.ts";

const BATCHES = 100;
const BATCH = 10_000;
/** Of the tasks, one in so many waits; the others have ended when they are spawned. */
const WAITING_SHARE = 10;

/** Counts what is open in the whole process. */
class Census implements Tracker {
  readonly open: Set<unknown> = new Set();
  opened(subject: unknown): void {
    this.open.add(subject);
  }
  closed(subject: unknown): void {
    this.open.delete(subject);
  }
  signalMade(): void {}
  listened(): void {}
  cancelling(): void {}
  told(): void {}
  passed(): void {}
}

describe("A Group that lives for long", () => {
  it("keeps nothing of a million tasks but their number", { timeout: 60_000 }, async () => {
    const parent = new Scope();
    const group = new Group("orders", { parent, policy: "isolate" });
    const ready = Promise.resolve();
    const waits = async (): Promise<void> => await ready;

    for (let batch = 0; batch < BATCHES; batch += 1) {
      for (let at = 0; at < BATCH; at += 1) {
        // Promises are slow under a test runner that follows each of them.
        group.spawn("task", at % WAITING_SHARE === 0 ? waits : () => {});
      }
      assert.equal(group.size, BATCH / WAITING_SHARE);
      await settled();
      assert.deepEqual([group.size, group.scope.tasks().length], [0, 0]);
    }

    assert.deepEqual(parent.open().map(({ path }) => path), ["/orders"]);
    assert.equal((await group.close()).counts.done, BATCHES * BATCH);
  });

  it("keeps neither values nor functions nor handles of what has ended", async () => {
    const group = new Group("orders", { policy: "isolate" });
    group.spawn("keeps the group busy", forever);
    const marks = { made: 0, collected: 0 };
    const registry = new FinalizationRegistry<void>(() => marks.collected += 1);
    const mark = (...objects: readonly object[]): void => {
      for (const each of objects) registry.register(each);
      marks.made += objects.length;
    };
    const spawn = (at: number): void => {
      const value = { at };
      const run = async (): Promise<object> => {
        await undefined;
        return value;
      };
      mark(value, run, group.spawn("task", run));
    };

    for (let at = 0; at < 1_000; at += 1) spawn(at);
    await settled();

    assert.deepEqual([group.size, group.scope.tasks().length], [1, 1]);
    // A few may be found on the stack by a collector that has to guess.
    await collectGarbage(() => marks.collected > marks.made - 10);
  });

  it("leaves nothing open when it has ended, with and without a parent", async () => {
    const census = new Census();
    const parent = new Scope();
    const untrack = track(census);

    try {
      for (const options of [{}, { parent }, { timeoutMs: 60_000 }]) {
        const group = new Group("orders", options);
        group.spawn("task", settled);
        await group.close();
      }
    } finally {
      untrack();
    }

    assert.deepEqual([...census.open], []);
  });
});
