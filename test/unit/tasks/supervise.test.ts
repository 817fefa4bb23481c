import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { StopReason } from "../../../src/core/mod.ts";
import { type Restart, supervise, type SuperviseOptions } from "../../../src/tasks/mod.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";
import { forever, seen, untilAbort, untilStop } from "./group-work.ts";
import { broken, EVERY_100_MS, PATIENT, supervised, UNWIND_MS, Worker } from "./supervised-work.ts";

describe("supervise", () => {
  const ends = ["done", "stopped", "failed"] as const;
  const restarted: Record<Restart, readonly string[]> = {
    permanent: ["done", "stopped", "failed"],
    transient: ["failed"],
    temporary: [],
  };

  for (const restart of ["permanent", "transient", "temporary"] as const) {
    for (const end of ends) {
      const isRestarted = restarted[restart].includes(end);

      it(`${isRestarted ? "restarts" : "leaves"} a ${restart} task that was ${end}`, async () => {
        const clock = handClock();
        const [byGroup, byTask] = [supervised(clock, { restart }), supervised(clock)];
        const workers = [new Worker(byGroup), new Worker(byTask, { restart })];

        for (const worker of workers) await worker.end(end);
        await clock.advance(100);

        for (const { task } of workers) {
          assert.equal(task.attempts, isRestarted ? 2 : 1);
          assert.equal(task.ended?.end, isRestarted ? undefined : end);
        }
        assert.deepEqual([byGroup.isClosed, byTask.isClosed], [false, false]);
      });
    }
  }

  it("restarts by default as Erlang/OTP does: always, once within five seconds", () => {
    const { restart, intensity, autoShutdown, stopTimeoutMs } = supervise();

    assert.deepEqual({ restart, intensity, autoShutdown, stopTimeoutMs }, {
      restart: "permanent",
      intensity: { restarts: 1, periodMs: 5_000 },
      autoShutdown: "never",
      stopTimeoutMs: 5_000,
    });
  });

  it("keeps one handle over all runs, and gives each a scope anew", async () => {
    const clock = handClock();
    const group = supervised(clock, { restart: "transient", intensity: PATIENT });
    const worker = new Worker(group);
    const { task } = worker;
    const outcome = seen(task.outcome);
    worker.scopes[0]?.status("the first run");
    assert.equal(task.lastStatus, "the first run");

    await worker.end("failed");
    await clock.advance(100);
    assert.deepEqual([task.attempts, task.lastStatus, outcome.value], [2, undefined, undefined]);
    await worker.end("done");

    const [first, second] = worker.scopes;
    assert.ok(first !== second && first?.isClosed && second?.isClosed);
    assert.deepEqual([first.path, second.path, task.path], Array(3).fill("/workers/worker"));
    assert.deepEqual(outcome.value, { end: "done", value: "done" });
    assert.equal(task.ended, outcome.value);
    assert.match(task.where, /supervised-work\.ts:\d+:\d+$/);
    assert.equal(task.startMs, 0);
    assert.equal(group.size, 0);
  });

  it("restarts a task when all that it opened has ended, and not before", async () => {
    const clock = handClock();
    const group = supervised(clock, { backoff: EVERY_100_MS });
    const held = Promise.withResolvers<void>();
    const task = group.spawn("worker", (scope) => {
      scope.defer(() => held.promise);
      throw broken;
    });

    await clock.advance(1_000);
    assert.equal(task.attempts, 1);
    held.resolve();
    await clock.advance(100);

    assert.equal(task.attempts, 2);
  });

  it("lets one task fail without disturbing its neighbours", async () => {
    const clock = handClock();
    const group = supervised(clock, { intensity: PATIENT });
    const [neighbour, worker] = [new Worker(group), new Worker(group)];

    for (let time = 0; time < 20; time += 1) {
      await worker.end("failed");
      await clock.advance(30_000);
    }

    assert.deepEqual([neighbour.task.attempts, worker.task.attempts], [1, 21]);
    assert.equal(neighbour.scopes[0]?.isStopping, false);
  });

  it("lists failed runs, and does not fail by them", async () => {
    const clock = handClock();
    const group = supervised(clock, { restart: "transient" });
    const [worker, failing] = [new Worker(group), new Worker(group, { restart: "temporary" })];

    await worker.end("failed");
    await clock.advance(100);
    await worker.end("done");
    await failing.end("failed");
    const { end, failures, counts } = await group.close();

    assert.deepEqual([end, failures.length], ["done", 2]);
    assert.deepEqual(counts, { done: 1, failed: 1, stopped: 0, refused: 0, restarts: 1 });
  });

  it("takes no more tasks once it is closed, but goes on restarting", async () => {
    const clock = handClock();
    const group = supervised(clock);
    const worker = new Worker(group);

    const ended = seen(group.close());
    await worker.end("done");
    await clock.advance(100);

    assert.deepEqual([worker.task.attempts, ended.value], [2, undefined]);
    assert.equal(group.spawn("late", forever).ended?.end, "refused");
  });

  it("does not starve the process by a task that always fails at once", () => {
    const clock = handClock();
    const group = supervised(clock, { intensity: PATIENT, backoff: { minDelayMs: 0 } });

    const task = group.spawn("worker", () => {
      throw broken;
    });

    assert.equal(task.attempts, 1);
    assert.equal(clock.pending, 1);
  });
});

describe("supervise, stop", () => {
  it("restarts nothing that ends after it, however it ends", async () => {
    const clock = handClock();
    const group = supervised(clock, { intensity: PATIENT });
    const workers = [new Worker(group), new Worker(group), new Worker(group)];

    const stopped = group.stop();
    for (const [at, end] of (["done", "failed", "stopped"] as const).entries()) {
      await workers[at]?.end(end);
    }
    await clock.advance(60_000);

    assert.deepEqual(workers.map(({ task }) => task.attempts), [1, 1, 1]);
    assert.deepEqual((await stopped).map(({ end }) => end), ["ended", "failed", "ended"]);
    assert.deepEqual((await group.ended).counts.restarts, 0);
  });

  it("aborts after five seconds unless it is told otherwise, Infinity included", async () => {
    const clock = handClock();
    const byDefault = supervised(clock);
    const [brutal, endless] = [supervised(clock), supervised(clock, { stopTimeoutMs: Infinity })];
    const groups = [byDefault, brutal, endless];
    const tasks = groups.map((group) => group.spawn("stubborn", untilAbort));

    void byDefault.stop();
    void brutal.stop("now", { timeoutMs: 0 });
    void endless.stop();
    await clock.advance(4_999);
    const before = tasks.map(({ ended }) => ended?.end);
    await clock.advance(1);
    const after = tasks.map(({ ended }) => ended?.end);
    await clock.advance(1_000_000);

    assert.deepEqual(before, [undefined, "stopped", undefined]);
    assert.deepEqual(after, ["stopped", "stopped", undefined]);
    assert.equal(tasks[2]?.ended, undefined);
  });

  it("is not held up by a task that hangs, which is named", async () => {
    const clock = handClock();
    const group = supervised(clock);
    group.spawn("hung", forever);
    const neighbour = group.spawn("neighbour", untilStop);

    const stopped = group.stop("over", { timeoutMs: 100 });
    await clock.advance(100 + UNWIND_MS);

    const records = await stopped;
    assert.deepEqual(records.map(({ name, end }) => [name, end]), [
      ["hung", "unacknowledged"],
      ["neighbour", "ended"],
    ]);
    assert.equal(neighbour.ended?.end, "stopped");
    assert.deepEqual((await group.ended).unstopped.map(({ path }) => path), ["/workers/hung"]);
  });

  it("refuses tasks that come too late, and so does giving up", async () => {
    const clock = handClock();
    const [stopped, gaveUp] = [
      supervised(clock),
      supervised(clock, { intensity: { restarts: 0 } }),
    ];
    await stopped.stop("over");
    await new Worker(gaveUp).end("failed");

    const outcomes = [stopped, gaveUp].map((group) => group.spawn("late", forever));

    assert.deepEqual(outcomes.map(({ ended }) => ended?.end), ["refused", "refused"]);
    assert.deepEqual(outcomes.map(({ attempts }) => attempts), [undefined, undefined]);
  });
});

describe("supervise, autoShutdown", () => {
  const significant = { restart: "transient", significant: true } as const;

  it("stops the group when any significant task has ended for good", async () => {
    const clock = handClock();
    const group = supervised(clock, { autoShutdown: "any" });
    const others = [group.spawn("other", untilStop), new Worker(group, significant).task];
    const worker = new Worker(group, significant);

    await worker.end("done");
    await clock.advance(5_000);
    const { end, reason } = await group.ended;

    assert.deepEqual([end, reason?.kind], ["done", "idle"]);
    assert.equal(reason?.message, 'significant task "/workers/worker" has ended');
    assert.deepEqual(others.map(({ ended }) => ended?.end), ["stopped", "stopped"]);
  });

  it("stops the group when all significant tasks have ended for good", async () => {
    const clock = handClock();
    const group = supervised(clock, { autoShutdown: "all" });
    const other = group.spawn("other", untilStop);
    const workers = [new Worker(group, significant), new Worker(group, significant)];

    await workers[0]?.end("done");
    assert.equal(group.isClosed, false);
    await workers[1]?.end("done");
    await group.ended;

    assert.equal(other.ended?.end, "stopped");
  });

  it("does not take a restart for an end", async () => {
    const clock = handClock();
    const group = supervised(clock, { autoShutdown: "any" });
    const worker = new Worker(group, significant);

    await worker.end("failed");
    await clock.advance(100);

    assert.deepEqual([worker.task.attempts, group.isClosed], [2, false]);
  });

  it("says what a temporary one failed by", async () => {
    const clock = handClock();
    const group = supervised(clock, { autoShutdown: "any" });

    await new Worker(group, { restart: "temporary", significant: true }).end("failed");
    const { reason } = await group.ended;

    assert.ok(reason instanceof StopReason && reason.cause === broken);
  });

  for (const autoShutdown of ["any", "all"] as const) {
    it(`leaves a stop the time that it was given, ${autoShutdown}`, async () => {
      const clock = handClock();
      const group = supervised(clock, { autoShutdown, stopTimeoutMs: 100 });
      const worker = new Worker(group, significant);
      const stubborn = group.spawn("stubborn", untilAbort);

      const stopped = group.stop("over", { timeoutMs: 60_000 });
      await worker.end("done");
      await clock.advance(59_999);
      const before = stubborn.ended;
      await clock.advance(1);

      assert.equal(before, undefined);
      assert.equal(stubborn.ended?.end, "stopped");
      assert.deepEqual((await stopped).map(({ afterMs }) => afterMs), [0, 60_000]);
      assert.equal((await group.ended).reason?.message, "over");
    });
  }

  it("ignores the end of others", async () => {
    const clock = handClock();
    const group = supervised(clock, { autoShutdown: "any" });
    new Worker(group, significant);

    await new Worker(group, { restart: "transient" }).end("done");

    assert.equal(group.isClosed, false);
  });

  it("refuses a significant task that is permanent, or would not count", () => {
    const clock = handClock();
    const [never, any] = [supervised(clock), supervised(clock, { autoShutdown: "any" })];
    const spawns = [
      () => any.spawn("task", forever, { significant: true }),
      () => never.spawn("task", forever, { restart: "temporary", significant: true }),
    ];

    for (const spawn of spawns) {
      assert.throws(spawn, { code: "BAD_OPTION", message: /^Cannot spawn task "task": "signif/ });
    }
    assert.deepEqual([never.size, any.size], [0, 0]);
  });
});

describe("supervise options", () => {
  const bad: Readonly<Record<string, SuperviseOptions>> = {
    restart: { restart: "always" as Restart },
    restarts: { intensity: { restarts: 0.5 } },
    periodMs: { intensity: { periodMs: 0 } },
    autoShutdown: { autoShutdown: "some" as "any" },
    stopTimeoutMs: { stopTimeoutMs: -1 },
    minDelayMs: { backoff: { minDelayMs: -1 } },
    maxDelayMs: { backoff: { maxDelayMs: NaN } },
    factor: { backoff: { factor: 0.5 } },
    jitter: { backoff: { jitter: "half" as "full" } },
    random: { backoff: { random: 4 as unknown as () => number } },
  };

  for (const [option, options] of Object.entries(bad)) {
    it(`refuse a bad ${option}`, () => {
      assert.throws(() => supervise(options), {
        code: "BAD_OPTION",
        message: new RegExp(`^Cannot supervise: "${option}" must be `),
      });
    });
  }

  it("refuse a bad restart of one task", () => {
    const group = supervised(handClock());

    assert.throws(() => group.spawn("task", forever, { restart: "always" as Restart }), {
      code: "BAD_OPTION",
      message: 'Cannot spawn task "task": "restart" must be "permanent", "transient" or ' +
        '"temporary", got "always"',
    });
    assert.equal(group.size, 0);
  });
});
