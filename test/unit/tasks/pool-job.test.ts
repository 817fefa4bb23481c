import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope, StopReason } from "../../../src/core/mod.ts";
import { detectBlocks, detectLeaks } from "../../../src/leak/mod.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";
import { checkpoint, type Job, Pool } from "../../../src/tasks/mod.ts";
import { endOf, settled, Work } from "./pool-work.ts";

describe("a job of a Pool", () => {
  it("has a scope of its own, which it waits for", async () => {
    const inner = Promise.withResolvers<void>();
    const pool = new Pool("mails", (_: number, job: Job) => {
      job.scope.spawn("upload", () => inner.promise);
      return "sent";
    }, { workers: 1 });

    const [first, second] = [await pool.add(1), await pool.add(2)];
    await settled();
    assert.equal(endOf(first), "open");
    inner.resolve();

    assert.deepEqual(await first.outcome, { end: "done", value: "sent" });
    assert.deepEqual(await second.outcome, { end: "done", value: "sent" });
    await pool.drain();
  });

  it("makes no scope unless somebody reads it", async () => {
    const scope = new Scope("app");
    const work = new Work();
    const pool = new Pool("mails", work.run, { workers: 2, scope });

    await pool.add("a");
    await pool.add("b");
    await settled();
    assert.deepEqual(scope.open().map(({ path }) => path), ["/app/mails"]);
    work.job("b").status("half-way");

    const seen = scope.open().map(({ path, kind, status }) => ({ path, kind, status }));
    assert.deepEqual(seen[1], { path: "/app/mails/job-2", kind: "task", status: "half-way" });
    for (const input of ["a", "b"]) work.finish(input);
    await pool.drain();
    assert.equal(scope.openCount(), 0);
  });

  it("can be asked by a checkpoint whether to go on, and says why not", async () => {
    const caught: unknown[] = [];
    const held = Promise.withResolvers<void>();
    const pool = new Pool("sums", async (_: number, job: Job) => {
      assert.equal(job.reason, undefined);
      await held.promise;
      try {
        await checkpoint(job);
      } catch (error) {
        caught.push(error, job.reason);
        throw error;
      }
    }, { workers: 1 });
    await pool.add(1);
    await settled();

    const aborted = pool.abort("enough");
    held.resolve();

    assert.equal((await aborted).length, 1);
    assert.ok(caught[0] instanceof StopReason && caught[0].message === "enough");
    assert.equal(caught[0], caught[1]);
  });

  it("is in the snapshot of the pool from when it begins until it leaves its worker", async () => {
    const clock = handClock();
    const work = new Work();
    const pool = new Pool("mails", work.run, { workers: 2, clock });
    await pool.add("a", { id: "order-7" });
    await settled();
    await clock.advance(30);
    for (const input of ["b", "c"]) await pool.add(input);
    await settled();
    work.job("a").status("half-way");

    assert.deepEqual(pool.jobs(), [
      { id: "order-7", input: "a", ageMs: 30, status: "half-way" },
      { id: 1, input: "b", ageMs: 0 },
    ]);
    work.finish("a");
    await settled();
    assert.deepEqual(pool.jobs().map(({ input }) => input), ["c", "b"]);

    for (const input of ["b", "c"]) work.finish(input);
    await pool.drain();
    assert.deepEqual(pool.jobs(), []);
  });

  it("is a task in the tree while somebody tracks what is open", async () => {
    const scope = new Scope("app");
    const work = new Work();
    const pool = new Pool("mails", work.run, { workers: 1, scope });
    const detector = detectLeaks({ clock: handClock() });
    const job = await pool.add("a", { id: "order-7" });
    await settled();

    const [, seen] = scope.open();
    assert.equal(seen?.path, "/app/mails/order-7");
    assert.match(seen.where, /pool-job\.test\.ts:\d+/);
    work.finish("a");

    assert.deepEqual(await job.outcome, { end: "done", value: "a done" });
    assert.equal(scope.openCount(), 1);
    detector.release();
    await pool.drain();
  });

  it("that holds the event loop is the one that is named", async () => {
    const hand = handClock();
    let heldMs = 0;
    const clock = { ...hand, nowMs: () => hand.nowMs() + heldMs };
    const detector = detectBlocks({ clock });
    const scope = new Scope("app");
    scope.spawn("innocent", () => new Promise((resolve) => scope.onStop(resolve)));
    const pool = new Pool("sums", (holdMs: number) => void (heldMs += holdMs), {
      workers: 2,
      scope,
    });

    for (const holdMs of [1, 100, 2]) await pool.add(holdMs, { id: `holds-${holdMs}` });
    await pool.drain();
    await hand.advance(20);

    const named = detector.blocks().map(({ path, evidence, heldMs }) => [path, evidence, heldMs]);
    assert.deepEqual(named, [["/app/sums/holds-100", "heard", 100]]);
    detector.release();
    await scope.close();
  });

  it("calls what it deferred newest first, one after the other, before the next job", async () => {
    const said: string[] = [];
    const pool = new Pool("mails", (input: string, job: Job) => {
      said.push(input);
      job.defer(() => void said.push(`${input} oldest`));
      job.defer(async () => {
        await undefined;
        said.push(`${input} newest`);
      });
    }, { workers: 1 });

    await pool.add("a");
    await pool.add("b");
    await pool.drain();

    assert.deepEqual(said, ["a", "a newest", "a oldest", "b", "b newest", "b oldest"]);
  });

  it("calls all that it deferred though it threw, and though one of them throws", async () => {
    const said: string[] = [];
    const told: unknown[] = [];
    const scope = new Scope("app", {
      observer: { cleanupFailed: (path, error) => void told.push([path, error]) },
    });
    const pool = new Pool("mails", (_: number, job: Job) => {
      job.defer(() => void said.push("oldest"));
      job.defer(() => Promise.reject("broken"));
      throw "failed";
    }, { workers: 1, scope });

    const job = await pool.add(1);

    assert.deepEqual(await job.outcome, { end: "failed", error: "failed" });
    assert.deepEqual(said, ["oldest"]);
    assert.deepEqual(told, [["/app/mails/job-1", "broken"]]);
    await pool.drain();
  });

  it("ends before its outcome is told", async () => {
    const said: string[] = [];
    const pool = new Pool("mails", (_: number, job: Job) => {
      job.defer(async () => {
        await settled();
        said.push("deferred");
      });
    }, { workers: 1 });

    const job = await pool.add(1);
    await job.outcome;

    assert.deepEqual(said, ["deferred"]);
    await pool.drain();
  });

  it("that looks at its scope when it is over finds an ended one", async () => {
    const work = new Work();
    const pool = new Pool("mails", work.run, { workers: 1 });
    await pool.add("a");
    await settled();
    const job = work.job("a");
    work.finish("a");
    await pool.drain();

    assert.equal(job.scope.isAborted, true);
    let isCalled = false;
    job.defer(() => void (isCalled = true));
    assert.equal(isCalled, true);
  });
});

describe("the time of a job", () => {
  it("begins when the job does, and aborts it when it is up", async () => {
    const clock = handClock();
    const work = new Work();
    const pool = new Pool("mails", work.run, { workers: 1, clock, jobTimeoutMs: 100 });
    const [a, b] = [await pool.add("a"), await pool.add("b")];
    await settled();
    work.obey("a");

    await clock.advance(99);
    assert.equal(work.job("a").isAborted, false);
    await clock.advance(1);

    const message = 'job "/mails/job-1" ran for more than 100 ms';
    assert.equal(a.ended?.end, "timed-out");
    assert.ok(a.ended.reason instanceof StopReason);
    assert.equal(a.ended.reason.message, message);
    assert.equal(a.ended.reason.kind, "deadline");
    assert.equal(a.ended.acknowledged, true);
    assert.deepEqual(work.begun, ["a", "b"]);
    await clock.advance(60);
    work.finish("b");
    await pool.drain();
    assert.equal(endOf(b), "done");
    assert.equal(clock.pending, 0);
  });

  it("may be its own, with or without a limit for all", async () => {
    const clock = handClock();
    const work = new Work();
    const pool = new Pool("mails", work.run, { workers: 2, clock, jobTimeoutMs: 10 });
    const short = await pool.add("short", { timeoutMs: 5 });
    const long = await pool.add("long", { timeoutMs: Infinity });
    await settled();
    work.obey("short");

    await clock.advance(1_000);

    assert.equal(endOf(short), "timed-out");
    assert.equal(endOf(long), "open");
    work.finish("long");
    await pool.drain();
    assert.equal(endOf(long), "done");
  });

  it("counts though the job returns after all", async () => {
    const clock = handClock();
    const work = new Work();
    const pool = new Pool("mails", work.run, { workers: 1, clock, jobTimeoutMs: 100 });
    const a = await pool.add("a");

    await clock.advance(200);
    assert.equal(endOf(a), "open");
    work.finish("a");

    const outcome = await a.outcome;
    assert.ok(outcome.end === "timed-out" && outcome.acknowledged);
    await pool.drain();
  });

  it("ends the wait for a job that ignores it, which keeps its worker and is named", async () => {
    const clock = handClock();
    const scope = new Scope("app", { clock, unwindMs: 50 });
    const work = new Work();
    const pool = new Pool("mails", work.run, { workers: 1, scope, jobTimeoutMs: 100 });
    const [a, b] = [await pool.add("a", { id: "order-7" }), await pool.add("b")];
    await settled();
    work.job("a").status("waits for the database");

    await clock.advance(149);
    assert.equal(endOf(a), "open");
    await clock.advance(1);

    assert.ok(a.ended?.end === "timed-out" && !a.ended.acknowledged);
    assert.deepEqual(work.begun, ["a"]);
    assert.equal(endOf(b), "open");
    const named = scope.open().find(({ path }) => path === "/app/mails/order-7");
    assert.equal(named?.ageMs, 150);
    assert.equal(named.status, "waits for the database");
    assert.match(named.where, /pool-job\.test\.ts:\d+/);

    work.finish("a");
    await settled();
    assert.deepEqual(work.begun, ["a", "b"]);
    work.finish("b");
    await pool.drain();
    assert.equal(scope.openCount(), 0);
    assert.equal(clock.pending, 0);
  });

  it("leaves no timer behind when the job ends in time", async () => {
    const clock = handClock();
    const pool = new Pool("mails", (n: number) => n, { workers: 1, clock, jobTimeoutMs: 100 });

    await (await pool.add(1)).outcome;

    assert.equal(clock.pending, 0);
    await pool.drain();
  });
});
