import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle, type Report } from "../../../src/core/mod.ts";
import { CleanupQueue, decay, type DecayOptions, Pool } from "../../../src/tasks/mod.ts";
import { type HandClock, handClock } from "../../../src/testing/mod.ts";

interface Ending {
  readonly clock: HandClock;
  readonly life: Lifecycle;
  readonly report: Promise<Report>;
}

/** A life with `open` units of work, whose drain has begun. The grace leaves 20.5 s for the drain. */
async function draining(open: number, options?: DecayOptions): Promise<Ending> {
  const clock = handClock();
  const life = new Lifecycle({ clock, graceMs: 25_000, drain: decay(options) });
  for (let unit = 0; unit < open; unit++) life.gate.enter();
  life.ready();
  const report = life.shutdown();
  await clock.advance(0);
  return { clock, life, report };
}

/** Lets `count` units of work end, `everyMs` after each other. */
async function end({ clock, life }: Ending, count: number, everyMs: number): Promise<void> {
  for (let unit = 0; unit < count; unit++) {
    await clock.advance(everyMs);
    life.gate.leave();
  }
}

describe("decay", () => {
  it("cuts what no longer ends, after one window", async () => {
    const ending = await draining(1);

    await ending.clock.advance(4_999);
    const isOpen = ending.life.state === "draining" && !ending.life.signal.aborted;
    await ending.clock.advance(1);

    assert.ok(isOpen);
    assert.ok(ending.life.signal.aborted);
    assert.equal(ending.life.scope.reason?.kind, "decay");
  });

  it("says in the report at which rate", async () => {
    const ending = await draining(10);

    await end(ending, 1, 1_000);
    await ending.clock.advance(10_000);
    const { drainCut, deadlinePassed, exitCode, gates } = await ending.report;

    assert.deepEqual(drainCut, {
      kind: "decay",
      message: "open work ended at 2.0 % per second over the last 5000 ms, below 5 %",
    });
    assert.deepEqual([deadlinePassed, exitCode, gates[0]?.cut], [false, 124, 9]);
  });

  it("waits while work ends fast enough, and cuts the stragglers when it no longer does", async () => {
    const ending = await draining(20, { windowMs: 1_000 });

    await end(ending, 16, 300);
    const isWaiting = !ending.life.signal.aborted;
    await ending.clock.advance(3_000);
    const { drainCut, gates } = await ending.report;

    assert.ok(isWaiting);
    assert.equal(drainCut?.kind, "decay");
    assert.equal(gates[0]?.cut, 4);
  });

  it("does not cut work that ends at exactly the rate", async () => {
    const ending = await draining(4, { minPercentPerSecond: 25, windowMs: 1_000 });

    await end(ending, 1, 950);
    await ending.clock.advance(50);
    const wasCut = ending.life.signal.aborted;
    await end(ending, 3, 0);
    const { drainCut, exitCode } = await ending.report;

    assert.deepEqual([wasCut, drainCut, exitCode], [false, undefined, 0]);
  });

  it("is silent when all has ended in time", async () => {
    const ending = await draining(2);

    await end(ending, 2, 100);
    const { drainCut, exitCode } = await ending.report;

    assert.deepEqual([drainCut, exitCode, ending.clock.pending], [undefined, 0, 0]);
  });

  it("judges no sooner than after the least time", async () => {
    const ending = await draining(1, { windowMs: 1_000, minDrainMs: 8_000 });

    await ending.clock.advance(7_999);
    const wasCut = ending.life.signal.aborted;
    await ending.clock.advance(1);

    assert.deepEqual([wasCut, ending.life.signal.aborted], [false, true]);
  });

  it("leaves the deadline where it is when the window is longer than the drain", async () => {
    const ending = await draining(1, { windowMs: 60_000 });

    await ending.clock.advance(25_000);
    const { drainCut, deadlinePassed, exitCode } = await ending.report;

    assert.deepEqual([drainCut, deadlinePassed, exitCode], [undefined, true, 124]);
  });

  it("leaves long-lived work its own share of time", async () => {
    const clock = handClock();
    const drain = decay({ windowMs: 500 });
    const life = new Lifecycle({ clock, graceMs: 25_000, longLivedMs: 3_000, drain });
    const stream = life.gate.lease("stream", {
      kind: "longLived",
      end: () => stream?.release(),
    });
    life.ready();

    const report = life.shutdown();
    await clock.advance(3_000);

    assert.deepEqual([(await report).drainCut, (await report).exitCode], [undefined, 0]);
  });

  it("does not judge a time in which the event loop was blocked", async () => {
    const clock = blockable(handClock());
    const life = new Lifecycle({ clock, drain: decay({ windowMs: 1_000 }) });
    life.gate.enter();
    life.ready();
    void life.shutdown();

    await clock.advance(500);
    clock.block(5_000);
    await clock.advance(900);
    const wasCut = life.signal.aborted;
    await clock.advance(200);

    assert.deepEqual([wasCut, life.signal.aborted], [false, true]);
  });

  it("lets a pool finish what is queued", async () => {
    const clock = handClock();
    const { report, jobs } = await drainingPool(clock, () => ended(clock, 100));

    await clock.advance(100 * JOBS / WORKERS);

    assert.equal(jobs.size, JOBS);
    const { drainCut, exitCode } = await report;
    assert.deepEqual([drainCut, exitCode], [undefined, 0]);
  });

  it("cuts a pool whose jobs no longer end, although some have", async () => {
    const clock = handClock();
    const untilCut = Promise.withResolvers<void>();
    const run = (job: number): Promise<void> => job < 400 ? ended(clock, 100) : untilCut.promise;
    const { life, report, jobs } = await drainingPool(clock, run);
    life.scope.onAbort(() => untilCut.resolve());

    await clock.advance(60_000);
    const { drainCut } = await report;

    assert.equal(drainCut?.kind, "decay");
    assert.ok(jobs.size < JOBS);
  });

  it("lets a cleanup queue finish what is queued", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 60_000, drain: decay() });
    const queue = new CleanupQueue<number>({ clock });
    const done = new Set<number>();
    for (let key = 0; key < 600; key += 1) queue.add(key);
    const work = (key: number): Promise<unknown> => ended(clock, 50).then(() => done.add(key));
    void queue.run(life.scope, work, { workers: 2 });
    life.ready();

    const report = life.shutdown();
    await clock.advance(50 * 600 / 2);

    assert.equal(done.size, 600);
    const { drainCut, exitCode } = await report;
    assert.deepEqual([drainCut, exitCode], [undefined, 0]);
  });

  it("takes work for stuck that lasts longer than the window", async () => {
    const wasCut: boolean[] = [];
    for (const windowMs of [5_000, 9_000]) {
      const clock = handClock();
      const life = new Lifecycle({ clock, graceMs: 60_000, drain: decay({ windowMs }) });
      for (let at = 0; at < 3; at += 1) life.scope.spawn("upload", () => ended(clock, 8_000));
      life.ready();
      const report = life.shutdown();
      await clock.advance(20_000);
      wasCut.push((await report).drainCut !== undefined);
    }

    assert.deepEqual(wasCut, [true, false]);
  });

  it("refuses numbers that it cannot use", () => {
    assert.throws(() => decay({ windowMs: 0 }), {
      code: "BAD_OPTION",
      message: 'Cannot make a decay policy: "windowMs" must be a finite number above zero, got 0',
    });
    assert.throws(() => decay({ minPercentPerSecond: -1 }), { code: "BAD_OPTION" });
    assert.throws(() => decay({ minDrainMs: NaN }), { code: "BAD_OPTION" });
  });
});

const JOBS = 1_000;
const WORKERS = 8;

/** A life in its drain, with a pool that works off its queue, and the jobs that are done. */
async function drainingPool(
  clock: HandClock,
  run: (job: number) => Promise<void>,
): Promise<Pick<Ending, "life" | "report"> & { readonly jobs: ReadonlySet<number> }> {
  const life = new Lifecycle({ clock, graceMs: 60_000, drain: decay() });
  const jobs = new Set<number>();
  const work = (job: number): Promise<unknown> => run(job).then(() => jobs.add(job));
  const pool = new Pool("jobs", work, {
    life,
    workers: WORKERS,
    queue: JOBS,
    whenStopping: "drain",
  });
  for (let job = 0; job < JOBS; job += 1) await pool.add(job);
  life.ready();
  const report = life.shutdown();
  await clock.advance(0);
  return { life, report, jobs };
}

/** Work that takes so long. */
function ended(clock: HandClock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve));
}

/** A clock whose time can pass without a timer being called. */
function blockable(clock: HandClock): HandClock & { block(ms: number): void } {
  let blockedMs = 0;
  return {
    ...clock,
    get pending() {
      return clock.pending;
    },
    nowMs: () => clock.nowMs() + blockedMs,
    block: (ms) => void (blockedMs += ms),
  };
}
