import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Clock, Scope } from "../../../src/core/mod.ts";
import { Group, supervise } from "../../../src/tasks/mod.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";
import { forever, seen, settled, untilAbort, untilStop } from "./group-work.ts";

const UNWIND_MS = 50;

function groupOf(clock: Clock): Group {
  const parent = new Scope("", { clock, unwindMs: UNWIND_MS });
  return new Group("orders", { parent, policy: "collect" });
}

function after(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve));
}

/** Does something when it is asked to stop, and again when it is aborted. */
function told(
  scope: Scope,
  stopped: () => Promise<unknown> = forever,
  aborted: () => Promise<unknown> = forever,
): Promise<unknown> {
  return Promise.race([untilStop(scope).catch(stopped), untilAbort(scope).catch(aborted)]);
}

function withoutPlace<T extends { readonly where: string }>(record: T): Omit<T, "where"> {
  const { where, ...rest } = record;
  assert.equal(typeof where, "string");
  return rest;
}

describe("Group.stop", () => {
  it("says of each task that was live what it did, when, and how far it had come", async () => {
    const clock = handClock();
    const group = groupOf(clock);
    const error = new Error("broken");
    group.spawn("before", () => {});
    group.spawn("obeys", untilStop);
    group.spawn("finishes", (scope) => told(scope, () => after(clock, 30)));
    group.spawn("fails", (scope) =>
      told(scope, () =>
        after(clock, 40).then(() => {
          throw error;
        })));
    group.spawn("cut", (scope) => told(scope, forever, () => after(clock, 20)));
    group.spawn("hangs", (scope) => {
      scope.status("batch 1 of 9");
      scope.status("batch 3 of 9");
      return forever();
    });

    const stopped = group.stop("over", { timeoutMs: 100 });
    await clock.advance(200);
    const records = await stopped;

    assert.match(records[0]?.where ?? "", /^\S*acknowledge\.test\.ts:\d+:\d+$/);
    assert.match(records[4]?.where ?? "", /^near: \(scope\) ?=> ?\{…, spawned with \S+:\d+:\d+$/);
    assert.deepEqual(records.map(withoutPlace), [
      { path: "/orders/obeys", name: "obeys", end: "ended", afterMs: 0 },
      { path: "/orders/finishes", name: "finishes", end: "ended", afterMs: 30 },
      { path: "/orders/fails", name: "fails", end: "failed", afterMs: 40, error },
      { path: "/orders/cut", name: "cut", end: "ended", afterMs: 120 },
      {
        path: "/orders/hangs",
        name: "hangs",
        end: "unacknowledged",
        afterMs: 150,
        status: "batch 3 of 9",
      },
    ]);
  });

  it("asks first, and insists when the time is over", async () => {
    const clock = handClock();
    const group = groupOf(clock);
    const log: string[] = [];
    group.spawn("task", (scope) => {
      scope.onStop(({ message }) => log.push(`stop ${clock.nowMs()}: ${message}`));
      scope.onAbort(({ message, kind, cause }) => {
        log.push(`abort ${clock.nowMs()}: ${message}, ${kind}, ${(cause as Error).message}`);
      });
      return untilAbort(scope);
    });

    const stopped = group.stop("over", { timeoutMs: 100 });
    await clock.advance(100);
    await stopped;

    assert.deepEqual(log, [
      "stop 0: over",
      'abort 100: group "/orders" did not stop within 100 ms, deadline, over',
    ]);
    assert.equal(clock.pending, 0);
  });

  it("waits for as long as it takes without a time, and for none with zero", async () => {
    const clock = handClock();
    const patient = groupOf(clock);
    const [endless, brutal] = [groupOf(clock), groupOf(clock)];
    const tasks = [patient, endless, brutal].map((group) => group.spawn("task", untilAbort));

    const waiting = seen(Promise.race([
      patient.stop("over"),
      endless.stop("over", { timeoutMs: Infinity }),
    ]));
    await brutal.stop("over", { timeoutMs: 0 });
    await clock.advance(1_000_000);

    assert.deepEqual(tasks.map(({ ended }) => ended?.end), [undefined, undefined, "stopped"]);
    assert.deepEqual([waiting.value, clock.pending], [undefined, 0]);
    patient.abort();
    endless.abort();
    await settled();
    assert.equal(waiting.value?.[0]?.end, "ended");
  });

  it("is about what was live when it was called, and takes nothing new", async () => {
    const clock = handClock();
    const group = groupOf(clock);
    const held = Promise.withResolvers<void>();
    group.spawn("live", (scope) => {
      scope.onStop(() => group.spawn("late", () => assert.fail()));
      return held.promise;
    });

    const stopped = group.stop();
    held.resolve();

    assert.deepEqual((await stopped).map(({ name }) => name), ["live"]);
    assert.equal((await group.ended).counts.refused, 1);
  });

  it("gives no record when nothing was live", async () => {
    const [empty, ended] = [new Group("empty"), new Group("ended")];
    ended.spawn("task", () => {});
    await ended.close();

    assert.deepEqual([await empty.stop(), await ended.stop()], [[], []]);
  });

  it("joins the first, whose reason stays, and is hurried by a shorter time", async () => {
    const clock = handClock();
    const group = groupOf(clock);
    const inside: unknown[] = [];
    group.spawn("task", (scope) => {
      scope.onStop(() => inside.push(group.stop("from inside")));
      return untilAbort(scope);
    });

    const first = group.stop("first", { timeoutMs: 1_000 });
    const second = group.stop("second", { timeoutMs: 100 });
    await clock.advance(100);

    assert.ok(first === second && inside[0] === first);
    assert.equal((await first)[0]?.afterMs, 100);
    assert.equal((await group.ended).reason?.message, "first");
    assert.equal(clock.pending, 0);
  });

  it("can be asked for after a parent has asked, and counts from then", async () => {
    const clock = handClock();
    const parent = new Scope("", { clock });
    const group = new Group("orders", { parent });
    group.spawn("task", (scope) => told(scope, () => after(clock, 100)));
    parent.stop("the parent");
    await clock.advance(40);

    const stopped = group.stop("later");
    await clock.advance(60);

    assert.equal((await stopped)[0]?.afterMs, 60);
    assert.equal((await group.ended).reason?.message, "the parent");
  });

  it("counts from the stop for tasks of every age", async () => {
    const clock = handClock();
    const group = groupOf(clock);
    group.spawn("early", (scope) => told(scope, () => after(clock, 10)));
    await clock.advance(500);
    group.spawn("late", (scope) => told(scope, () => after(clock, 20)));

    const stopped = group.stop();
    await clock.advance(20);

    assert.deepEqual((await stopped).map(({ afterMs }) => afterMs), [10, 20]);
  });

  it("is joined by a close, and a close by it", async () => {
    const group = new Group("orders");
    group.spawn("task", untilStop);

    const closed = group.close();
    const [records, outcome] = await Promise.all([group.stop(), closed]);

    assert.deepEqual([records.length, outcome.counts.stopped], [1, 1]);
  });

  it("counts from no earlier than the stop, when its turn has taken long", async () => {
    let nowMs = 0;
    const clock: Clock = { ...handClock(), nowMs: () => nowMs += 10 };
    const policy = supervise({ backoff: { minDelayMs: 60_000 } });
    const group = new Group("orders", { clock, policy });
    group.spawn("waits for its restart", () => {});

    const [record] = await group.stop();

    assert.deepEqual([record?.end, record?.afterMs], ["ended", 0]);
  });

  it("tells what a task threw long after it was asked", async () => {
    const clock = handClock();
    const group = groupOf(clock);
    group.spawn("slow", (scope) =>
      told(scope, () =>
        after(clock, 60_000).then(() => {
          throw "at last";
        })));

    const stopped = group.stop();
    await clock.advance(60_000);

    assert.equal((await stopped)[0]?.error, "at last");
    assert.deepEqual((await group.ended).failures, [{ path: "/orders/slow", error: "at last" }]);
  });

  for (const timeoutMs of [-1, NaN]) {
    it(`refuses ${timeoutMs} ms, and stops nothing`, () => {
      const group = new Group("orders");

      assert.throws(() => group.stop("over", { timeoutMs }), { code: "BAD_OPTION" });
      assert.equal(group.isClosed, false);
    });
  }
});

describe("Group.abort", () => {
  it("stops and aborts at once, with one reason of its own or the given", async () => {
    const [given, own] = [new Group("given"), new Group("own")];
    const tasks = [given.spawn("task", untilAbort), own.spawn("task", untilStop)];

    given.abort("why");
    own.abort();
    const outcomes = await Promise.all([given.ended, own.ended]);

    assert.deepEqual(tasks.map(({ ended }) => ended?.end), ["stopped", "stopped"]);
    assert.deepEqual(outcomes.map(({ reason }) => reason?.message), [
      "why",
      'group "/own" was aborted',
    ]);
  });

  it("overrides a stop, whose reason stays the first", async () => {
    const group = new Group("orders");
    const task = group.spawn("task", untilAbort);
    const stopped = group.stop("stop");

    group.abort("abort");
    await stopped;

    assert.equal(task.ended?.end === "stopped" && task.ended.reason.message, "abort");
    assert.equal((await group.ended).reason?.message, "stop");
  });

  it("does nothing the second time", async () => {
    const group = new Group("orders");
    const task = group.spawn("task", untilAbort);

    group.abort("first");
    group.abort("second");
    await group.ended;
    group.abort("third");

    assert.equal(task.ended?.end === "stopped" && task.ended.reason.message, "first");
    assert.equal((await group.ended).reason?.message, "first");
  });

  it("can be called by a task of its own, and by one of a nested group", async () => {
    const outer = new Group("outer");
    const neighbour = outer.spawn("neighbour", untilAbort);
    outer.spawn("owner", async (scope) => {
      const inner = new Group("inner", { parent: scope });
      inner.spawn("leaf", () => outer.abort("from the leaf"));
      const { reason } = await inner.ended;
      return reason?.message;
    });

    const { end, reason } = await outer.ended;

    assert.deepEqual([end, reason?.message], ["done", "from the leaf"]);
    assert.equal(neighbour.ended?.end, "stopped");
  });

  it("still runs each cleanup, of tasks that obey, fail and hang", async () => {
    const clock = handClock();
    const group = groupOf(clock);
    const cleaned: string[] = [];
    const works = { obeys: untilAbort, fails: () => Promise.reject("broken"), hangs: forever };
    group.scope.defer(() => cleaned.push("group"));
    for (const [name, work] of Object.entries(works)) {
      group.spawn(name, (scope) => {
        scope.defer(() => cleaned.push(name));
        return work(scope);
      });
    }

    group.abort();
    await clock.advance(UNWIND_MS);
    await group.ended;

    assert.deepEqual(cleaned, ["fails", "obeys", "group"]);
  });

  it("names who does not obey, keeps the errors so far, and goes on without", async () => {
    const clock = handClock();
    const group = groupOf(clock);
    group.spawn("broken", () => Promise.reject("broken"));
    group.spawn("hung", (scope) => {
      scope.status("waiting for the disk");
      return scope.child("inner").spawn("deep", forever).outcome;
    });
    await clock.advance(10);

    group.abort();
    await clock.advance(UNWIND_MS);
    const { end, error, failures, unstopped } = await group.ended;

    assert.deepEqual([end, error], ["timed-out", "broken"]);
    assert.deepEqual(failures, [{ path: "/orders/broken", error: "broken" }]);
    assert.deepEqual(unstopped.map(withoutPlace), [
      { path: "/orders/hung", kind: "task", ageMs: 60, status: "waiting for the disk" },
      { path: "/orders/hung/inner", kind: "scope", ageMs: undefined },
      { path: "/orders/hung/inner/deep", kind: "task", ageMs: 60 },
    ]);
    assert.match(unstopped[0]?.where ?? "", /acknowledge\.test\.ts:\d+:\d+$/);
  });

  it("does not change an outcome by what ends after it was left behind", async () => {
    const clock = handClock();
    const group = groupOf(clock);
    const held = Promise.withResolvers<never>();
    const task = group.spawn("hung", () => held.promise);
    const stopped = group.stop("over", { timeoutMs: 0 });
    await clock.advance(UNWIND_MS);
    const [outcome, records] = await Promise.all([group.ended, stopped]);

    held.reject("far too late");
    await settled();

    assert.deepEqual([task.ended?.end, outcome.failures, outcome.counts.failed], ["failed", [], 0]);
    assert.equal(records[0]?.end, "unacknowledged");
    assert.equal(await group.ended, outcome);
  });
});
