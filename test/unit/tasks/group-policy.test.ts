import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope, type StopReason } from "../../../src/core/mod.ts";
import { Group, type GroupPolicy } from "../../../src/tasks/mod.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";
import { forever, settled, untilAbort, untilStop } from "./group-work.ts";

const broken = new Error("broken");

function breaks(): never {
  throw broken;
}

async function breaksLater(): Promise<never> {
  await undefined;
  throw broken;
}

describe("Group, policy cancel", () => {
  it("aborts the others at the first failure, which is the cause", async () => {
    const group = new Group("orders");
    const reasons: (StopReason | undefined)[] = [];
    const others = ["a", "b"].map((name) =>
      group.spawn(name, async (scope) => {
        await untilAbort(scope).catch(() => reasons.push(scope.reason));
        throw scope.reason;
      })
    );

    group.spawn("broken", breaksLater);
    const outcome = await group.ended;

    const [reason] = reasons;
    assert.deepEqual([reason?.kind, reason?.cause === broken], ["failure", true]);
    assert.equal(reason?.message, 'task "/orders/broken" failed');
    assert.ok(reasons.length === 2 && reasons.every((each) => each === reason));
    assert.deepEqual(others.map(({ ended }) => ended), [
      { end: "stopped", reason },
      { end: "stopped", reason },
    ]);
    assert.deepEqual([outcome.end, outcome.error, outcome.reason], ["failed", broken, reason]);
    assert.deepEqual(outcome.failures, [{ path: "/orders/broken", error: broken }]);
  });

  for (const [when, run] of [["before", breaks], ["after", breaksLater]] as const) {
    it(`says the same whether a task fails ${when} its first wait`, async () => {
      const group = new Group("orders");
      const neighbour = group.spawn("neighbour", untilAbort);

      const task = group.spawn("broken", run);
      const { end, error, counts } = await group.ended;

      assert.deepEqual([end, error, task.ended], ["failed", broken, {
        end: "failed",
        error: broken,
      }]);
      assert.deepEqual([neighbour.ended?.end, counts.failed, counts.stopped], ["stopped", 1, 1]);
      assert.equal(group.spawn("late", () => assert.fail()).ended?.end, "refused");
    });
  }

  it("keeps the first failure, and lists what failed on the way out", async () => {
    const group = new Group("orders");
    group.spawn("second", async (scope) => {
      await untilAbort(scope).catch(() => {});
      throw "second";
    });

    group.spawn("first", () => Promise.reject("first"));
    const { error, failures } = await group.ended;

    assert.equal(error, "first");
    assert.deepEqual(failures, [
      { path: "/orders/first", error: "first" },
      { path: "/orders/second", error: "second" },
    ]);
  });

  it("has no reason and no error when nothing failed", async () => {
    const group = new Group("orders");
    group.spawn("task", () => Promise.resolve());

    const { end, reason, error } = await group.close();

    assert.deepEqual([end, reason, error], ["done", undefined, undefined]);
    assert.equal(group.scope.isAborted, false);
  });

  it("fails by an abort error of a task that nobody told to stop", async () => {
    const group = new Group("orders");
    const error = new DOMException("gone", "AbortError");
    const other = group.spawn("other", untilAbort);

    group.spawn("task", () => Promise.reject(error));

    assert.equal((await group.ended).error, error);
    assert.equal(other.ended?.end, "stopped");
  });

  it("does not take for a failure what answers to its own cancel, however it is called", async () => {
    const group = new Group("orders");
    const answers = [
      (scope: Scope) => scope.reason,
      () => new DOMException("gone", "AbortError"),
      (scope: Scope) => new Error("wrapped", { cause: scope.reason }),
    ];
    for (const answer of answers) {
      group.spawn("task", async (scope) => {
        await untilAbort(scope).catch(() => {});
        throw answer(scope);
      });
    }

    group.spawn("broken", breaks);
    const { failures, counts } = await group.ended;

    assert.deepEqual([failures.length, counts.failed, counts.stopped], [1, 1, 3]);
  });

  it("cancels at the failure, and not when the failed task has tidied up", async () => {
    const clock = handClock();
    const group = new Group("orders", { parent: new Scope("", { clock, unwindMs: 50 }) });
    const other = group.spawn("other", untilAbort);

    group.spawn("broken", (scope) => {
      scope.spawn("inner", forever);
      return breaksLater();
    });
    await clock.advance(0);

    assert.equal(other.ended?.end, "stopped");
    await clock.advance(50);
    const { end, error, unstopped } = await group.ended;
    assert.deepEqual([end, error], ["timed-out", broken]);
    assert.deepEqual(unstopped.map(({ path }) => path), [
      "/orders/broken",
      "/orders/broken/inner",
    ]);
  });

  it("leaves a shielded cleanup of the others alone, with and without a parent", async () => {
    for (const parent of [undefined, new Scope("app")]) {
      const group = new Group("orders", { parent });
      const held = Promise.withResolvers<string>();
      const tidy = group.spawn("tidy", (scope) => scope.shield(1_000, () => held.promise));

      group.spawn("broken", breaks);
      await settled();
      held.resolve("tidied");
      await group.ended;

      assert.deepEqual(tidy.ended, { end: "done", value: "tidied" });
    }
  });

  it("still cancels when a failure comes after a stop", async () => {
    const group = new Group("orders");
    const other = group.spawn("other", untilAbort);
    group.spawn("broken", (scope) => untilStop(scope).catch(breaks));

    await group.stop("over");
    const { reason, error } = await group.ended;

    assert.deepEqual([reason?.message, error, other.ended?.end], ["over", broken, "stopped"]);
  });

  it("reaches its own tasks only, and never its parent", async () => {
    const parent = new Scope();
    const sibling = new Group("sibling", { parent });
    sibling.spawn("task", untilAbort);
    const group = new Group("orders", { parent });

    group.spawn("broken", breaks);
    await group.ended;

    assert.deepEqual([parent.isStopping, sibling.isClosed, sibling.size], [false, false, 1]);
  });
});

describe("Group, policy collect", () => {
  it("lets all run to their end, and has failed when one has", async () => {
    const group = new Group("orders", { policy: "collect" });
    const held = Promise.withResolvers<string>();
    const other = group.spawn("other", () => held.promise);

    group.spawn("sync", breaks);
    group.spawn("async", breaksLater);
    await settled();
    assert.deepEqual([other.ended, group.isClosed], [undefined, false]);
    held.resolve("unharmed");
    const { end, error, failures, counts, reason } = await group.close();

    assert.deepEqual(other.ended, { end: "done", value: "unharmed" });
    assert.deepEqual([end, error, reason], ["failed", broken, undefined]);
    assert.deepEqual(failures.map(({ path }) => path), ["/orders/sync", "/orders/async"]);
    assert.deepEqual([counts.done, counts.failed], [1, 2]);
  });

  it("keeps a hundred failures and counts all", async () => {
    const group = new Group("orders", { policy: "collect" });

    for (let at = 0; at < 250; at += 1) group.spawn("task", () => Promise.reject(at));
    const { failures, counts } = await group.close();

    assert.deepEqual([failures.length, counts.failed], [100, 250]);
    assert.deepEqual(failures.map(({ error }) => error).slice(-2), [98, 99]);
  });

  it("lets a third finish gracefully while two neighbours fail during a stop", async () => {
    const group = new Group("orders", { policy: "collect" });
    const third = group.spawn("third", async (scope) => {
      await untilStop(scope).catch(settled);
      return "finished";
    });
    group.spawn("one", (scope) => untilStop(scope).catch(breaks));
    group.spawn("two", (scope) => untilStop(scope).catch(breaksLater));

    const records = await group.stop();

    assert.deepEqual(third.ended, { end: "done", value: "finished" });
    assert.deepEqual(records.map(({ end }) => end), ["ended", "failed", "failed"]);
  });

  it("lists what cleanups and the work below a task threw, once each", async () => {
    const group = new Group("orders", { policy: "collect" });
    group.scope.defer(() => Promise.reject("cleanup"));
    group.spawn("outer", async (scope) => {
      const inner = await scope.spawn("inner", breaksLater).outcome;
      if (inner.end === "failed") throw inner.error;
    });
    group.spawn("careless", (scope) => void scope.spawn("inner", () => Promise.reject("below")));

    const { failures, counts } = await group.close();

    assert.deepEqual(failures, [
      { path: "/orders/outer", error: broken },
      { path: "/orders", error: "below" },
      { path: "/orders", error: "cleanup" },
    ]);
    assert.deepEqual([counts.done, counts.failed], [1, 1]);
  });
});

describe("Group, policy isolate", () => {
  for (const [when, run] of [["at once", breaks], ["later", breaksLater]] as const) {
    it(`keeps a task that throws ${when} from its neighbours, and does not fail`, async () => {
      const told: string[] = [];
      const observer = { taskFailed: ({ path }: Scope) => told.push(path) };
      const group = new Group("orders", {
        parent: new Scope("", { observer }),
        policy: "isolate",
      });
      const neighbours = [group.spawn("older", settled), group.spawn("broken", run)];

      neighbours.push(group.spawn("younger", settled));
      const { end, error, failures } = await group.close();

      assert.deepEqual(neighbours.map(({ ended }) => ended?.end), ["done", "failed", "done"]);
      assert.deepEqual([end, error], ["done", undefined]);
      assert.deepEqual(failures, [{ path: "/orders/broken", error: broken }]);
      assert.deepEqual(told, ["/orders/broken"]);
    });
  }

  it("survives tasks that throw what is no error, or wreck their own scope", async () => {
    const group = new Group("orders", { policy: "isolate" });
    const neighbour = group.spawn("neighbour", settled);

    group.spawn("nothing", () => Promise.reject(undefined));
    group.spawn("closes", (scope) => void scope.close());
    group.spawn("aborts", (scope) => scope.abort("itself"));
    group.spawn("cleanup", (scope) => void scope.defer(breaks));
    const { end, counts, failures } = await group.close();

    assert.deepEqual([end, neighbour.ended?.end], ["done", "done"]);
    assert.deepEqual([counts.done, counts.failed], [4, 1]);
    assert.deepEqual(failures.map(({ error }) => error), [undefined, broken]);
  });
});

describe("A Group below a task of another", () => {
  async function inner(scope: Scope, policy: GroupPolicy): Promise<void> {
    const group = new Group("inner", { parent: scope, policy });
    group.spawn("broken", breaksLater);
    const { error } = await group.close();
    if (error !== undefined) throw error;
  }

  it("hands its failure up when its owner throws it on", async () => {
    const outer = new Group("outer");
    const other = outer.spawn("other", untilAbort);

    outer.spawn("owner", (scope) => inner(scope, "cancel"));
    const { error, failures } = await outer.ended;

    assert.deepEqual([error, other.ended?.end], [broken, "stopped"]);
    assert.deepEqual(failures, [{ path: "/outer/owner", error: broken }]);
  });

  it("keeps its failure to itself when its owner does not", async () => {
    const outer = new Group("outer");
    const other = outer.spawn("other", settled);

    outer.spawn("owner", (scope) => inner(scope, "isolate"));

    assert.equal((await outer.close()).end, "done");
    assert.equal(other.ended?.end, "done");
  });

  it("is reached by a cancel of the outer one, at any depth", async () => {
    const outer = new Group("outer");
    const reasons: unknown[] = [];
    outer.spawn("owner", async (scope) => {
      const group = new Group("inner", { parent: scope });
      group.spawn("leaf", (leaf) => untilAbort(leaf).catch(() => reasons.push(leaf.reason?.cause)));
      await group.ended;
    });

    outer.spawn("broken", breaks);
    await outer.ended;

    assert.deepEqual(reasons, [broken]);
  });

  it("can fail, and be given up, while the outer one is stopping already", async () => {
    const clock = handClock();
    const outer = new Group("outer", { parent: new Scope("", { clock, unwindMs: 50 }) });
    outer.spawn("owner", async (scope) => {
      const group = new Group("inner", { parent: scope });
      group.spawn("broken", (leaf) => untilStop(leaf).catch(breaks));
      group.spawn("hangs", forever);
      const { error } = await group.ended;
      throw error;
    });

    const stopped = outer.stop();
    await clock.advance(50);

    const [record] = await stopped;
    assert.deepEqual([record?.end, record?.error], ["failed", broken]);
  });
});
