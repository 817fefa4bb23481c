import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope, type Task } from "../../../src/core/mod.ts";
import { Group } from "../../../src/tasks/mod.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";
import { forever, seen, settled, untilAbort, untilStop } from "./group-work.ts";

describe("Group.spawn", () => {
  it("runs at once, in a scope of its own below the group", () => {
    const group = new Group("orders");
    let path = "";

    const task = group.spawn("worker", (scope) => path = scope.path);

    assert.equal(path, "/orders/worker");
    assert.deepEqual([task.name, task.path], ["worker", "/orders/worker"]);
  });

  it("keeps each result in its handle, with its type", async () => {
    const group = new Group("orders");
    const count = group.spawn("count", () => 1);
    const name = group.spawn("name", () => Promise.resolve("a"));

    await group.close();

    const [one, other] = [await count.outcome, name.ended];
    assert.equal(one.end === "done" && one.value.toFixed(1), "1.0");
    assert.equal(other?.end === "done" && other.value.toUpperCase(), "A");
  });

  it("refuses as a value once the group is closed, and says why", async () => {
    const group = new Group("orders");
    const held = Promise.withResolvers<void>();
    group.spawn("held", () => held.promise);
    const ended = group.close();

    const late = group.spawn("late", () => assert.fail());
    held.resolve();

    const outcome = await late.outcome;
    assert.deepEqual([late.path, late.where, late.ended], ["/orders/late", "", outcome]);
    assert.equal(outcome.end === "refused" && outcome.reason.message, 'group "/orders" is closed');
    assert.equal((await ended).counts.refused, 1);
  });

  it("refuses as soon as whoever owns the group stops, for the same reason", () => {
    const parent = new Scope();
    const tasks: unknown[] = [];
    parent.onStop(() => tasks.push(group.spawn("first", () => assert.fail()).ended));
    const group = new Group("orders", { parent });

    parent.stop("over");
    tasks.push(group.spawn("second", () => assert.fail()).ended);

    const refused = { end: "refused", reason: parent.reason };
    assert.deepEqual(tasks, [refused, refused]);
  });

  it("refuses below what has closed, and ends", async () => {
    const parent = new Scope();
    await parent.close();

    const group = new Group("orders", { parent });
    const task = group.spawn("late", () => assert.fail());

    assert.equal(task.ended?.end, "refused");
    assert.equal((await group.ended).end, "done");
  });

  it("may be called by its own tasks, and by what they set off", async () => {
    const group = new Group("orders");
    const ran: string[] = [];

    group.spawn("outer", () => {
      group.spawn("sync", () => ran.push("sync"));
      void Promise.resolve().then(() => group.spawn("later", () => ran.push("later")));
      return settled();
    });
    await group.close();

    assert.deepEqual(ran, ["sync"]);
    assert.equal((await group.ended).counts.refused, 1);
  });
});

describe("Group.close", () => {
  it("ends at once when there never was a task", async () => {
    const group = new Group("orders");

    assert.deepEqual(await group.close(), {
      end: "done",
      reason: undefined,
      error: undefined,
      failures: [],
      counts: { done: 0, failed: 0, stopped: 0, refused: 0, restarts: 0 },
      unstopped: [],
    });
    assert.equal(group.scope.isClosed, true);
  });

  it("ends when closed and empty, and not when only one of them", async () => {
    const group = new Group("orders");
    const ended = seen(group.ended);

    group.spawn("first", () => {});
    await settled();
    assert.deepEqual([group.size, ended.value], [0, undefined]);
    const held = Promise.withResolvers<void>();
    group.spawn("second", () => held.promise);
    void group.close();
    await settled();
    assert.deepEqual([group.size, ended.value], [1, undefined]);
    held.resolve();
    await settled();

    assert.equal(ended.value?.counts.done, 2);
  });

  it("neither stops nor aborts what runs", async () => {
    const group = new Group("orders");
    const held = Promise.withResolvers<void>();
    const task = group.spawn("held", async (scope) => {
      await held.promise;
      return [scope.isStopping, scope.isAborted];
    });

    void group.close();
    held.resolve();
    await group.ended;

    assert.deepEqual(task.ended, { end: "done", value: [false, false] });
  });

  it("tells all who wait the same, whenever they came", async () => {
    const group = new Group("orders");
    const early = [group.ended, group.ended];

    const outcome = await group.close();
    const all = await Promise.all([...early, group.close(), group.ended]);

    assert.ok(all.every((each) => each === outcome));
    assert.ok(Object.isFrozen(outcome));
  });

  it("ends by the close that a task itself calls last", async () => {
    const group = new Group("orders");

    group.spawn("last", async () => {
      await undefined;
      void group.close();
    });

    assert.equal((await group.ended).counts.done, 1);
  });

  it("runs what was deferred on the group, after all tasks, before it has ended", async () => {
    const group = new Group("orders");
    const log: string[] = [];
    group.scope.defer(async () => {
      await undefined;
      log.push("cleanup");
    });
    group.spawn("task", async () => {
      await undefined;
      log.push("task");
    });

    await group.close();
    log.push("ended");

    assert.deepEqual(log, ["task", "cleanup", "ended"]);
  });

  it("leaves its parent when it has ended, so that the parent can live for long", async () => {
    const parent = new Scope();

    for (let at = 0; at < 1_000; at += 1) {
      const group = new Group("request", { parent });
      group.spawn("task", () => {});
      await group.close();
    }

    assert.deepEqual(parent.open(), []);
  });

  it("is asked for by a parent that closes, which waits for the tasks", async () => {
    const parent = new Scope();
    const group = new Group("orders", { parent });
    const task = group.spawn("worker", untilStop);

    const outcome = await parent.close("over");

    assert.deepEqual([outcome.end, task.ended?.end], ["done", "stopped"]);
    assert.equal((await group.ended).reason?.message, "over");
  });

  it("ends when somebody closes its scope", async () => {
    const [empty, busy] = [new Group("empty"), new Group("busy")];
    busy.spawn("worker", untilStop);

    await Promise.all([empty.scope.close("over"), busy.scope.close("over")]);

    assert.equal((await empty.ended).reason?.message, "over");
    assert.deepEqual((await busy.ended).counts.stopped, 1);
  });

  it("works with the disposer of the language, which stops", async () => {
    const group = new Group("orders");
    const task = group.spawn("worker", untilStop);

    await group[Symbol.asyncDispose]();

    assert.deepEqual([task.ended?.end, group.scope.isClosed], ["stopped", true]);
  });
});

describe("Group.reopen", () => {
  it("lets tasks in again, and the group does not end when they have ended", async () => {
    const group = new Group("orders");
    const held = Promise.withResolvers<void>();
    group.spawn("held", () => held.promise);
    const ended = seen(group.close());

    assert.equal(group.reopen(), true);
    held.resolve();
    await settled();
    assert.deepEqual([group.isClosed, group.size, ended.value], [false, 0, undefined]);
    const task = group.spawn("again", () => "again");
    await group.close();

    assert.deepEqual(task.ended, { end: "done", value: "again" });
    assert.equal(ended.value?.counts.done, 2);
  });

  it("does nothing to an open group", () => {
    const group = new Group("orders");

    assert.equal(group.reopen(), true);
    assert.equal(group.isClosed, false);
  });

  it("comes too late once the group has ended, though its cleanups may run still", async () => {
    const group = new Group("orders");
    const held = Promise.withResolvers<void>();
    group.scope.defer(() => held.promise);

    void group.close();
    const during = group.reopen();
    held.resolve();
    await group.ended;

    assert.deepEqual([during, group.reopen(), group.isClosed], [false, false, true]);
  });

  it("is refused once the group was asked to stop", () => {
    const group = new Group("orders");
    group.spawn("worker", forever);
    group.scope.stop();

    assert.deepEqual([group.reopen(), group.isClosed], [false, true]);
  });
});

describe("Group.timeoutMs", () => {
  it("aborts what has not ended in time", async () => {
    const clock = handClock();
    const group = new Group("orders", { clock, timeoutMs: 100 });
    const task = group.spawn("worker", untilAbort);

    await clock.advance(99);
    assert.deepEqual([group.isClosed, task.ended], [false, undefined]);
    await clock.advance(1);

    const { end, reason } = await group.ended;
    assert.deepEqual([end, reason?.kind, task.ended?.end], ["done", "deadline", "stopped"]);
  });

  it("leaves no timer behind", async () => {
    const clock = handClock();
    const group = new Group("orders", { clock, timeoutMs: 100 });

    await group.close();

    assert.equal(clock.pending, 0);
  });

  for (const timeoutMs of [-1, NaN]) {
    it(`refuses ${timeoutMs} ms`, () => {
      assert.throws(() => new Group("orders", { timeoutMs }), { code: "BAD_OPTION" });
    });
  }
});

describe("Group options", () => {
  it("refuse a policy that does not exist, and open nothing", () => {
    const parent = new Scope();

    assert.throws(() => new Group("orders", { parent, policy: "ignore" as "isolate" }), {
      code: "BAD_OPTION",
      message: 'Cannot make group "orders": "policy" must be "cancel", "collect", "isolate" or ' +
        'the result of supervise(), got "ignore"',
    });
    assert.deepEqual(parent.open(), []);
  });

  it("refuse a kind of places that does not exist, and a second clock", () => {
    const parent = new Scope();
    const clock = handClock();

    assert.throws(() => new Group("orders", { places: "few" as "some" }), {
      code: "BAD_OPTION",
      message: 'Cannot make group "orders": "places" must be "all", "some" or "none", got "few"',
    });
    assert.throws(() => new Group("orders", { parent, clock }), {
      code: "BAD_OPTION",
      message: /^Cannot make group "orders": "clock" must be left out below a parent/,
    });
  });

  it("refuse what only a supervisor understands", () => {
    const group = new Group("orders");

    for (const options of [{ restart: "permanent" }, { significant: true }] as const) {
      assert.throws(() => group.spawn("task", () => assert.fail(), options), {
        code: "BAD_OPTION",
        message: /^Cannot spawn task "task": "(restart|significant)" must be left out/,
      });
    }
    assert.equal(group.size, 0);
  });
});

describe("A place in a Group", () => {
  it("is taken for the first of each turn while few are live, and for one in a thousand", async () => {
    const group = new Group("orders");
    const isExact = ({ where }: Task<never>): boolean => /^\S*group\.test\.ts:\d+:\d+$/.test(where);

    const tasks: Task<never>[] = [];
    for (let at = 0; at < 1_500; at += 1) tasks.push(group.spawn("task", () => forever()));
    await Promise.resolve();
    const many = group.spawn("task", forever);
    const few = new Group("orders").spawn("task", forever);

    const taken = tasks.map(isExact);
    assert.deepEqual(taken.slice(0, 3), [true, true, false]);
    assert.equal(taken.filter((each) => each).length, 3);
    assert.deepEqual([isExact(many), isExact(few)], [false, true]);
  });

  it("can be taken for all and for none, and is what the function looks like otherwise", () => {
    const all = new Group("orders", { places: "all" });
    const none = new Group("orders", { places: "none" });
    const work = async (scope: Scope): Promise<never> => {
      return await untilStop(scope);
    };

    const taken = Array.from({ length: 9 }, () => all.spawn("task", work).where);
    const guessed = [forever, work, () => forever()].map((run) => none.spawn("task", run).where);

    assert.ok(taken.every((where) => /group\.test\.ts:\d+:\d+$/.test(where)));
    assert.match(guessed[0] ?? "", /^near: function forever\(\) ?\{…$/);
    assert.match(guessed[1] ?? "", /^near: async \(scope\) ?=> ?\{…$/);
    assert.match(guessed[2] ?? "", /^near: \(\) ?=> ?forever\(\)$/);
  });

  it("is its own, though others of that name and function have one", () => {
    const group = new Group("orders");

    const tasks: Task<never>[] = [];
    for (let at = 0; at < 6; at += 1) tasks.push(group.spawn("task", forever));

    assert.match(
      tasks[5]?.where ?? "",
      /^near: function forever\(\) ?\{…, spawned with \S*group\.test\.ts:\d+:\d+$/,
    );
  });

  it("can be given, by those who spawn for others", () => {
    const task = new Group("orders").spawn("task", forever, { place: { text: "over there" } });

    assert.equal(task.where, "over there");
  });

  it("has the time of its own turn", async () => {
    const clock = handClock();
    const group = new Group("orders", { clock, places: "none" });
    await clock.advance(5);

    const early = [group.spawn("task", forever), group.spawn("task", forever)];
    await clock.advance(10);
    const late = group.spawn("task", forever);

    assert.deepEqual([...early, late].map(({ startMs }) => startMs), [5, 5, 15]);
  });
});
