import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope, StopReason } from "../../../src/core/mod.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";
import { type HandedBack, Pool, type PoolOptions } from "../../../src/tasks/mod.ts";
import { hasSettled } from "./has-settled.ts";
import { endOf, settled, Work } from "./pool-work.ts";

/** A pool with `a` and `b` running, `c` and `d` queued, and `e` waiting for room. */
async function busy(options: Partial<PoolOptions<string>> = {}) {
  const clock = handClock();
  const work = new Work();
  const given = options.scope || options.life ? {} : { clock };
  const pool = new Pool("mails", work.run, { workers: 2, queue: 2, ...given, ...options });
  const adding = ["a", "b", "c", "d", "e"].map((input) => pool.add(input, { id: input }));
  const [a, b, c, d] = await Promise.all(adding.slice(0, 4));
  await settled();
  return { pool, work, clock, a, b, c, d, e: adding[4] };
}

function summary(jobs: readonly HandedBack<string>[]): string[] {
  return jobs.map(({ id, state, acknowledged }) =>
    `${id} ${state}${acknowledged ? "" : " unacknowledged"}`
  );
}

describe("draining a Pool", () => {
  it("finishes what is queued and running, and refuses the rest", async () => {
    const { pool, work, d, e } = await busy();

    const drained = pool.drain();
    assert.equal(pool.state, "draining");
    assert.equal((await e)?.ended?.end, "refused");
    const late = await pool.add("late");
    assert.ok(late.ended?.end === "refused");
    assert.equal(late.ended.reason.message, 'pool "mails" takes nothing more');
    assert.equal(pool.tryAdd("late"), undefined);
    for (const input of ["a", "b", "c", "d"]) {
      await settled();
      assert.equal(await hasSettled(pool.done), false);
      work.finish(input);
    }

    assert.deepEqual(await drained, []);
    assert.equal(endOf(d), "done");
    assert.equal(pool.state, "ended");
    assert.equal(await pool.done, undefined);
    assert.deepEqual(work.begun, ["a", "b", "c", "d"]);
  });

  it("ends at once when there is nothing to do, and again", async () => {
    const pool = new Pool("mails", () => {}, { workers: 2 });

    assert.deepEqual(await pool.drain(), []);
    assert.deepEqual(await pool.drain(), []);
    assert.deepEqual(await pool.stop(), []);
    assert.deepEqual(await pool.abort(), []);
    assert.equal(pool.state, "ended");
  });

  it("tells no job to stop", async () => {
    const { pool, work } = await busy();

    void pool.drain();

    assert.equal(work.job("a").isStopping, false);
    assert.equal(work.job("a").stopping.aborted, false);
    void pool.abort();
    assert.equal(work.job("a").stopping.aborted, true);
  });

  it("is what `await using` does", async () => {
    const said: number[] = [];
    const pool = new Pool("mails", (n: number) => void said.push(n), { workers: 1 });

    await pool.add(1);
    await pool[Symbol.asyncDispose]();

    assert.deepEqual(said, [1]);
  });
});

describe("stopping a Pool", () => {
  it("finishes what is running and hands back what is queued, in its order", async () => {
    const { pool, work, a, c, e } = await busy();
    const reason = new StopReason("deploy");

    const stopped = pool.stop(reason);
    assert.equal((await e)?.ended?.end, "refused");
    assert.deepEqual(c?.ended, { end: "handed-back", reason, acknowledged: true });
    assert.equal(work.job("a").stopping.reason, reason);
    assert.equal(work.job("a").signal.aborted, false);
    assert.equal(await hasSettled(stopped), false);
    work.finish("a");
    work.finish("b");

    assert.deepEqual(summary(await stopped), ["c queued", "d queued"]);
    assert.equal(endOf(a), "done");
    assert.deepEqual(work.begun, ["a", "b"]);
  });

  it("hands back in the order of priority", async () => {
    const work = new Work();
    const pool = new Pool("mails", work.run, { workers: 1 });
    await pool.add("a");
    await settled();
    for (const [id, priority] of [["b", 0], ["c", 9], ["d", 0]] as const) {
      await pool.add(id, { id, priority });
    }

    const stopped = pool.stop();
    work.finish("a");

    assert.deepEqual(summary(await stopped), ["c queued", "b queued", "d queued"]);
  });

  it("hands back what has not begun though a worker was to take it", async () => {
    const work = new Work();
    const pool = new Pool("mails", work.run, { workers: 2 });

    const job = pool.tryAdd("a", { id: "a" });
    const jobs = await pool.stop();

    assert.deepEqual(summary(jobs), ["a queued"]);
    assert.equal(endOf(job), "handed-back");
    assert.deepEqual(work.begun, []);
  });

  it("hands back a job that answers with the reason", async () => {
    const { pool, work, a } = await busy();
    work.job("a").stopping.addEventListener("abort", () => {
      work.fail("a", work.job("a").stopping.reason);
    });

    const stopped = pool.stop("deploy");
    work.finish("b");

    assert.deepEqual(summary(await stopped), ["c queued", "d queued", "a running"]);
    assert.ok(a?.ended?.end === "handed-back");
    assert.equal(a.ended.reason.message, "deploy");
  });

  it("after a drain hands back what is still queued, to both", async () => {
    const { pool, work } = await busy();

    const drained = pool.drain();
    const stopped = pool.stop();
    work.finish("a");
    work.finish("b");

    assert.deepEqual(summary(await drained), ["c queued", "d queued"]);
    assert.deepEqual(await stopped, await drained);
  });
});

describe("aborting a Pool", () => {
  it("hands back what is queued and what obeys", async () => {
    const { pool, work, clock, a, b } = await busy();
    work.obey("a");
    work.obey("b");

    const jobs = await pool.abort("fire");

    const [c, d, ...running] = summary(jobs);
    assert.deepEqual([c, d, ...running.sort()], [
      "c queued",
      "d queued",
      "a running",
      "b running",
    ]);
    assert.deepEqual(jobs.map(({ input }) => input).sort(), ["a", "b", "c", "d"]);
    assert.ok(a?.ended?.end === "handed-back" && b?.ended?.end === "handed-back");
    assert.equal(a.ended.reason.message, "fire");
    assert.equal(a.ended.reason, b.ended.reason);
    assert.equal(clock.pending, 0);
  });

  it("does not hand back a job that returns or fails all the same", async () => {
    const { pool, work, a, b } = await busy();

    const aborted = pool.abort();
    work.finish("a");
    work.fail("b", new Error("broken"));

    assert.deepEqual(summary(await aborted), ["c queued", "d queued"]);
    assert.equal(endOf(a), "done");
    assert.equal(endOf(b), "failed");
  });

  it("gives up a job that ignores it, and releases whoever drains", async () => {
    const { pool, work, clock, a, b } = await busy();
    work.obey("b");

    const drained = pool.drain();
    const aborted = pool.abort();
    await clock.advance(999);
    assert.equal(await hasSettled(drained), false);
    await clock.advance(1);

    assert.deepEqual(summary(await drained), [
      "c queued",
      "d queued",
      "b running",
      "a running unacknowledged",
    ]);
    assert.deepEqual(await aborted, await drained);
    assert.ok(a?.ended?.end === "handed-back" && !a.ended.acknowledged);
    assert.ok(b?.ended?.end === "handed-back" && b.ended.acknowledged);
    assert.equal(pool.running, 1);
    assert.equal(clock.pending, 0);
    work.finish("a");
    await settled();
    assert.equal(pool.running, 0);
    assert.equal(endOf(a), "handed-back");
    assert.equal((await drained).length, 4);
  });

  it("runs what a job deferred though it was given up, once it has ended", async () => {
    const { pool, work, clock } = await busy();
    let isCleaned = false;
    work.job("a").defer(() => void (isCleaned = true));

    const aborted = pool.abort();
    work.finish("b");
    await clock.advance(1_000);
    await aborted;
    assert.equal(isCleaned, false);
    work.finish("a");
    await settled();

    assert.equal(isCleaned, true);
  });

  it("counts a job as timed out whose time was up before", async () => {
    const { pool, work, clock, a, b } = await busy({ jobTimeoutMs: 10 });
    await clock.advance(10);

    const aborted = pool.abort();
    work.obey("b");
    await clock.advance(1_000);

    assert.deepEqual(summary(await aborted), ["c queued", "d queued"]);
    assert.ok(a?.ended?.end === "timed-out" && !a.ended.acknowledged);
    assert.ok(b?.ended?.end === "timed-out" && b.ended.acknowledged);
  });

  it("is heard by a job that asks without a signal", async () => {
    const { pool, work } = await busy();
    const job = work.job("a");
    assert.equal(job.isAborted, false);

    void pool.abort();

    assert.equal(job.isAborted, true);
    assert.equal(job.isStopping, true);
    work.finish("a");
    work.finish("b");
    await pool.done;
  });
});

describe("what a Pool hands back", () => {
  it("goes to whoever takes it, once, before the pool is done", async () => {
    const taken: string[][] = [];
    const gate = Promise.withResolvers<void>();
    const { pool, work } = await busy({
      handBack: async (jobs) => {
        taken.push(summary(jobs));
        await gate.promise;
      },
    });

    const stopped = pool.stop();
    void pool.stop();
    work.finish("a");
    work.finish("b");
    assert.equal(await hasSettled(stopped), false);
    gate.resolve();
    await stopped;
    void pool.abort();

    assert.deepEqual(taken, [["c queued", "d queued"]]);
  });

  it("is nothing to be told of when it is nothing", async () => {
    let calls = 0;
    const pool = new Pool("mails", () => {}, { workers: 1, handBack: () => calls += 1 });

    await pool.add(undefined);
    await pool.drain();

    assert.equal(calls, 0);
  });

  it("is reported when it cannot be taken", async () => {
    const told: unknown[] = [];
    const scope = new Scope("app", {
      observer: { taskFailed: (task, error) => void told.push([task.path, error]) },
    });
    const { pool, work } = await busy({ scope, handBack: () => Promise.reject("queue is gone") });

    const stopped = pool.stop();
    work.finish("a");
    work.finish("b");

    assert.deepEqual(summary(await stopped), ["c queued", "d queued"]);
    assert.deepEqual(told, [["/app/mails/hand-back", "queue is gone"]]);
  });

  it("is waited for no longer than five seconds, though the pool was aborted", async () => {
    const told: unknown[] = [];
    const clock = handClock();
    const scope = new Scope("app", {
      clock,
      observer: { taskFailed: (task, error) => void told.push([task.path, error]) },
    });
    const { pool, work } = await busy({ scope, handBack: () => new Promise(() => {}) });

    const aborted = pool.abort();
    work.finish("a");
    work.finish("b");
    await clock.advance(4_999);
    assert.equal(await hasSettled(aborted), false);
    await clock.advance(1);

    assert.deepEqual(summary(await aborted), ["c queued", "d queued"]);
    const [[path, error] = []] = told as [string, Error][];
    assert.equal(path, "/app/mails/hand-back");
    assert.equal(
      error?.message,
      'Cannot wait for the hand-back of pool "/app/mails" any longer: it was given 5000 ms',
    );
  });
});
