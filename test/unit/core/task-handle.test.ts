import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/scope.ts";
import type { SpawnOptions, Task } from "../../../src/core/task.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";

function forever(): Promise<never> {
  return new Promise(() => {});
}

describe("Task", () => {
  it("says how it ended, without waiting, once it has", async () => {
    const held = Promise.withResolvers<number>();
    const task = new Scope().spawn("task", () => held.promise);

    assert.equal(task.ended, undefined);
    held.resolve(7);
    const outcome = await task.outcome;

    assert.deepEqual(outcome, { end: "done", value: 7 });
    assert.equal(task.ended, outcome);
    assert.equal(await task.outcome, outcome);
  });

  it("has ended when spawn returns, if its function waits for nothing", () => {
    const scope = new Scope();

    const done = scope.spawn("done", () => 1);
    const failed = scope.spawn("failed", () => {
      throw "broken";
    });

    assert.deepEqual(done.ended, { end: "done", value: 1 });
    assert.deepEqual(failed.ended, { end: "failed", error: "broken" });
    assert.equal(scope.openCount(), 0);
  });

  it("is refused by a closed scope, as a value", async () => {
    const scope = new Scope("jobs");
    await scope.close();

    const task = scope.spawn("late", () => assert.fail());

    assert.equal(task.ended?.end, "refused");
    assert.equal(task.path, "/jobs/late");
  });

  it("knows where and when it was spawned, and what it said last", async () => {
    const clock = handClock();
    const scope = new Scope("", { clock });
    await clock.advance(50);

    const task = scope.spawn("import", (own) => {
      own.status("batch 1 of 9");
      own.status("batch 3 of 9");
      return forever();
    });
    await clock.advance(20);

    assert.match(task.where, /task-handle\.test\.ts/);
    assert.equal(clock.nowMs() - task.startMs, 20);
    assert.equal(task.lastStatus, "batch 3 of 9");
    assert.deepEqual(scope.open(), [{
      path: "/import",
      kind: "task",
      ageMs: 20,
      where: task.where,
      status: "batch 3 of 9",
    }]);
  });

  it("shares its options with others, and takes no place unless it is given one", () => {
    const scope = new Scope();
    const ended: string[] = [];
    const options: SpawnOptions = {
      startMs: 12,
      ended: (task, outcome) => ended.push(`${task.name} ${outcome.end}`),
    };

    const tasks = [scope.spawn("a", () => 1, options), scope.spawn("b", () => 2, options)];

    assert.deepEqual(tasks.map(({ where, startMs }) => [where, startMs]), [["", 12], ["", 12]]);
    assert.deepEqual(ended, ["a done", "b done"]);
  });

  it("tells of its failure at once, and of its end when what it opened has ended", async () => {
    const told: string[] = [];
    const observed: unknown[] = [];
    const scope = new Scope("", {
      observer: { taskFailed: (_scope, error) => observed.push(error) },
    });
    const held = Promise.withResolvers<void>();
    const options: SpawnOptions = {
      failed: (_task, error) => told.push(`failed ${String(error)}`),
      ended: () => told.push("ended"),
    };

    const task = scope.spawn("task", (own) => {
      own.spawn("inner", () => held.promise);
      throw "broken";
    }, options);
    assert.deepEqual(told, ["failed broken"]);
    held.resolve();
    await task.outcome;

    assert.deepEqual(told, ["failed broken", "ended"]);
    assert.deepEqual(observed, ["broken"]);
    assert.deepEqual((await scope.close()).errors, []);
  });
});

describe("Scope.tasks", () => {
  it("gives the live tasks directly below, newest first", () => {
    const scope = new Scope();
    scope.child("no task");
    const first = scope.spawn("first", forever);
    scope.spawn("over", () => 1);
    const second = scope.spawn("second", (own) => {
      own.spawn("deeper", forever);
      return forever();
    });

    const tasks: Task<unknown>[] = scope.tasks();

    assert.deepEqual(tasks, [second, first]);
    assert.equal(scope.openCount(), 4);
  });
});

describe("Scope.clock and Scope.unwindMs", () => {
  it("are those of the root, for all below it", () => {
    const clock = handClock();
    const leaf = new Scope("", { clock, unwindMs: 20 }).child("branch").child("leaf");

    assert.equal(leaf.clock, clock);
    assert.equal(leaf.unwindMs, 20);
    assert.equal(new Scope().unwindMs, 1_000);
  });
});
