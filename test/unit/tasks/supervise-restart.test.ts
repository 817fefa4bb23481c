import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { QuiesceError } from "../../../src/core/mod.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";
import { untilAbort, untilStop } from "./group-work.ts";
import { broken, EVERY_100_MS, PATIENT, supervised, Worker } from "./supervised-work.ts";

describe("supervise, intensity", () => {
  it("gives up at one restart too many within the period, and says so with the cause", async () => {
    const clock = handClock();
    const group = supervised(clock, { intensity: { restarts: 2, periodMs: 1_000 } });
    const [worker, neighbour] = [new Worker(group), group.spawn("neighbour", untilStop)];

    for (let time = 0; time < 2; time += 1) {
      await worker.end("failed");
      await clock.advance(200);
    }
    assert.equal(group.isClosed, false);
    await worker.end("failed");
    const { end, error, reason } = await group.ended;

    assert.equal(end, "failed");
    assert.ok(error instanceof QuiesceError);
    assert.deepEqual([error.code, error.cause], ["TOO_MANY_RESTARTS", broken]);
    assert.equal(
      error.message,
      'Cannot restart task "/workers/worker": its group may have 2 restarts within 1000 ms',
    );
    assert.deepEqual([reason?.kind, reason?.cause], ["failure", error]);
    assert.deepEqual(worker.task.ended, { end: "failed", error: broken });
    assert.deepEqual(neighbour.ended, { end: "stopped", reason });
    assert.equal(worker.task.attempts, 3);
  });

  it("counts the restarts of all tasks together, within a period that slides", async () => {
    const clock = handClock();
    const intensity = { restarts: 2, periodMs: 1_000 };
    const group = supervised(clock, { intensity, backoff: { minDelayMs: 0 } });
    const workers = ["a", "b", "c", "d"].map((name) => new Worker(group, {}, name));
    const fail = async (at: number): Promise<boolean> => {
      await workers[at]?.end("failed");
      return group.isClosed;
    };

    const first = await fail(0);
    await clock.advance(600);
    const second = await fail(1);
    await clock.advance(401);
    const third = await fail(2);
    await clock.advance(599);
    const fourth = await fail(3);

    assert.deepEqual([first, second, third, fourth], [false, false, false, true]);
  });

  it("gives up at the first with none allowed, and for a normal end has no cause", async () => {
    const clock = handClock();
    const group = supervised(clock, { intensity: { restarts: 0 } });

    await new Worker(group).end("done");
    const { error } = await group.ended;

    assert.ok(error instanceof QuiesceError);
    assert.deepEqual([error.code, "cause" in error], ["TOO_MANY_RESTARTS", false]);
  });

  it("never gives up with Infinity", async () => {
    const clock = handClock();
    const backoff = { minDelayMs: 1, factor: 1, jitter: "none" } as const;
    const group = supervised(clock, { intensity: PATIENT, backoff });
    const task = group.spawn("worker", () => {
      throw broken;
    });

    await clock.advance(100);

    assert.deepEqual([task.attempts, group.isClosed], [101, false]);
  });

  it("does not count what is left alone", async () => {
    const clock = handClock();
    const group = supervised(clock, { restart: "temporary" });

    for (let time = 0; time < 10; time += 1) await new Worker(group).end("failed");

    assert.equal(group.isClosed, false);
  });

  it("aborts those that do not stop, after five seconds or what it is told", async () => {
    for (const [stopTimeoutMs, expectedMs] of [[undefined, 5_000], [70, 70], [0, 0]] as const) {
      const clock = handClock();
      const group = supervised(clock, { intensity: { restarts: 0 }, stopTimeoutMs });
      let abortedMs: number | undefined;
      group.spawn("stubborn", (scope) => {
        scope.onAbort(() => abortedMs = clock.nowMs());
        return untilAbort(scope);
      });

      await new Worker(group).end("failed");
      await clock.advance(10_000);

      assert.equal(abortedMs, expectedMs);
      assert.equal((await group.ended).end, "failed");
    }
  });
});

describe("supervise, backoff", () => {
  it("waits longer and longer, up to a limit", async () => {
    const clock = handClock();
    const backoff = { minDelayMs: 100, maxDelayMs: 500, jitter: "none" } as const;
    const startsMs: number[] = [];
    const group = supervised(clock, { intensity: PATIENT, backoff });
    group.spawn("worker", () => {
      startsMs.push(clock.nowMs());
      throw broken;
    });

    await clock.advance(2_000);

    assert.deepEqual(startsMs, [0, 100, 300, 700, 1_200, 1_700]);
  });

  it("begins anew after a run that lasted for the period", async () => {
    const clock = handClock();
    const intensity = { restarts: Infinity, periodMs: 1_000 };
    const group = supervised(clock, { intensity, backoff: { jitter: "none" } });
    const worker = new Worker(group);
    const waits = async (lastedMs: number): Promise<number> => {
      await clock.advance(lastedMs);
      const { attempts } = worker.task;
      await worker.end("failed");
      let ms = 0;
      for (; worker.task.attempts === attempts; ms += 100) await clock.advance(100);
      return ms;
    };

    const waited = [await waits(10), await waits(10), await waits(1_000), await waits(999)];

    assert.deepEqual(waited, [100, 200, 100, 200]);
  });

  it("draws from the whole delay, so that tasks do not come back together", async () => {
    const clock = handClock();
    const drawn = [0.9, 0.25];
    const backoff = { minDelayMs: 1_000, random: () => drawn.pop() ?? 0 };
    const group = supervised(clock, { intensity: PATIENT, backoff });
    const workers = [new Worker(group), new Worker(group)];

    for (const worker of workers) await worker.end("failed");
    await clock.advance(250);
    const early = workers.map(({ task }) => task.attempts);
    await clock.advance(650);

    assert.deepEqual(early, [2, 1]);
    assert.deepEqual(workers.map(({ task }) => task.attempts), [2, 2]);
  });

  for (const how of ["stop", "abort"] as const) {
    it(`ends at once by a ${how}, with the outcome of the last run`, async () => {
      const clock = handClock();
      const group = supervised(clock, { backoff: EVERY_100_MS });
      const worker = new Worker(group);
      await worker.end("failed");
      assert.deepEqual([group.size, group.scope.open().length], [1, 0]);

      void group[how]("over");
      const { end, counts, reason } = await group.ended;

      assert.deepEqual(worker.task.ended, { end: "failed", error: broken });
      assert.deepEqual(await worker.task.outcome, worker.task.ended);
      assert.deepEqual([end, counts.failed, reason?.message], ["done", 1, "over"]);
      assert.equal(counts.restarts, 0);
      assert.deepEqual([worker.task.attempts, clock.pending], [1, 0]);
    });
  }

  it("is known to a stop as a task like any other", async () => {
    const clock = handClock();
    const group = supervised(clock, { backoff: EVERY_100_MS });
    const [waiting] = [new Worker(group, {}, "waiting"), new Worker(group, {}, "running")];
    await waiting.end("failed");

    const stopped = group.stop("over", { timeoutMs: 30 });
    await clock.advance(30);

    const records = await stopped;
    assert.deepEqual(records.map(({ name, end, afterMs }) => [name, end, afterMs]), [
      ["waiting", "failed", 0],
      ["running", "ended", 30],
    ]);
  });
});
