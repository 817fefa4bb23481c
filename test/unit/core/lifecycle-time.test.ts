import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle } from "../../../src/core/lifecycle.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";

function forever(): Promise<never> {
  return new Promise(() => {});
}

describe("the budget of a lifecycle", () => {
  it("has no end while nobody asks for it", () => {
    const life = new Lifecycle({ graceMs: 1_000 });

    assert.deepEqual([life.graceMs, life.remainingMs()], [1_000, Infinity]);
  });

  it("counts from the first trigger", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 1_000 });
    life.gate.enter();

    void life.shutdown();
    await clock.advance(100);

    assert.equal(life.remainingMs(), 890);
  });

  it("gives the drain all that is not reserved, and inherits what is left", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 1_000 });
    life.gate.enter();

    const ending = life.shutdown();
    await clock.advance(100);
    life.gate.leave();
    const report = await ending;

    assert.deepEqual(
      report.phases.map(({ phase, startMs, tookMs, allottedMs }) => ({
        phase,
        startMs,
        tookMs,
        allottedMs,
      })),
      [
        { phase: "announce", startMs: 0, tookMs: 0, allottedMs: 250 },
        { phase: "drain", startMs: 0, tookMs: 100, allottedMs: 840 },
        { phase: "compensate", startMs: 100, tookMs: 0, allottedMs: 790 },
        { phase: "close", startMs: 100, tookMs: 0, allottedMs: 840 },
        { phase: "flush", startMs: 100, tookMs: 0, allottedMs: 890 },
      ],
    );
  });

  it("reserves what close hooks declare one after the other", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 1_000 });
    let abortedMs = 0;
    life.onClose("db", forever, { timeoutMs: 200 });
    life.onClose("cache", forever, { timeoutMs: 100 });
    life.scope.onAbort(() => abortedMs = clock.nowMs());
    life.gate.enter();

    const ending = life.shutdown();
    await clock.advance(1_000);
    const report = await ending;

    assert.equal(abortedMs, 990 - 50 - 300 - 50 - 20);
    assert.deepEqual(report.hooks.map(({ tookMs }) => tookMs), [100, 200]);
  });

  it("cuts a hook's own time to what is left", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 1_000 });
    life.onFlush("logs", forever, { timeoutMs: 10_000 });

    const ending = life.shutdown();
    await clock.advance(1_000);

    assert.equal((await ending).hooks[0]?.tookMs, 990);
  });

  it("refuses hooks that declare more than there is, when it becomes ready", () => {
    const life = new Lifecycle({ graceMs: 1_000 });
    const release = life.onClose("db", () => {}, { timeoutMs: 2_000 });

    assert.throws(() => life.ready(), {
      code: "BUDGET",
      message: 'Cannot become ready: "graceMs" is 1000 ms, but its parts need 2120 ms ' +
        "(delay 0, unwind 20, compensate 50, close 2000, flush 50)",
    });
    assert.deepEqual([life.state, life.health.started], ["starting", false]);
    release();
    assert.doesNotThrow(() => life.ready());
  });

  it("runs the announce hooks alongside the delay", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, delayMs: 300 });
    life.onAnnounce(
      "registry",
      () => new Promise<void>((resolve) => void clock.after(200, resolve)),
    );
    life.ready();

    const ending = life.shutdown();
    await clock.advance(300);

    assert.equal((await ending).phases[0]?.tookMs, 300);
  });

  it("does not let an announce hook that hangs cost the work its time", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 10_000 });
    life.onAnnounce("registry", forever);

    const ending = life.shutdown();
    await clock.advance(2_500);

    assert.equal((await ending).tookMs, 2_500);
  });

  it("aborts even if there is no time to unwind", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 1_000, reserves: { unwindMs: 0 } });
    life.gate.lease("stuck");

    const ending = life.shutdown();
    await clock.advance(1_000);
    const report = await ending;

    assert.equal(life.signal.aborted, true);
    assert.equal(report.gates[0]?.cut, 1);
  });

  it("waits for a task that is aborted to unwind", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 10_000 });
    const task = life.scope.spawn("worker", async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      await new Promise<void>((resolve) => void clock.after(150, resolve));
      return "unwound";
    });

    const ending = life.shutdown();
    await clock.advance(10_000);
    const report = await ending;

    assert.deepEqual(await task.outcome, { end: "done", value: "unwound" });
    assert.deepEqual([report.unstopped, report.exitCode], [[], 124]);
    assert.equal(report.deadlinePassed, true);
  });

  it("leaves no timer behind, however it ends", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 1_000, delayMs: 10 });
    life.onAnnounce("a", forever);
    life.onClose("b", forever, { timeoutMs: 50 });
    life.scope.spawn("c", forever);
    life.gate.lease("d");
    life.ready();

    const ending = life.shutdown();
    await clock.advance(1_000);
    await ending;

    assert.equal(clock.pending, 0);
  });

  it("notices by how much the event loop was blocked", async () => {
    const clock = handClock();
    let skippedMs = 0;
    const blocked = { ...clock, nowMs: () => clock.nowMs() + skippedMs };
    const life = new Lifecycle({ clock: blocked });
    life.gate.enter();

    const ending = life.shutdown();
    await clock.advance(30);
    skippedMs = 500;
    await clock.advance(30);
    life.gate.leave();

    assert.equal((await ending).longestBlockMs, 500);
  });
});

describe("long-lived work", () => {
  it("is asked first, and ended after its share", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 10_000 });
    const log: unknown[] = [];
    const lease = life.gate.lease("GET /events", {
      kind: "longLived",
      end: (reason) => {
        log.push(clock.nowMs(), (reason as Error).message);
        lease?.release();
      },
    });
    life.scope.onStop(() => log.push("asked"));

    const ending = life.shutdown("why");
    await clock.advance(2_000);
    const report = await ending;

    assert.deepEqual(log, ["asked", 2_000, "why"]);
    assert.deepEqual(report.gates, [
      { gate: "work", inFlight: 1, finished: 1, cut: 0, refused: 0 },
    ]);
    assert.equal(report.exitCode, 0);
  });

  it("is ended at the deadline when it became long-lived after that", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 1_000, longLivedMs: 100 });
    const lease = life.gate.lease("GET /events");
    let ended = false;

    const ending = life.shutdown();
    await clock.advance(200);
    lease?.becomeLongLived(() => ended = true);
    await clock.advance(800);
    await ending;

    assert.equal(ended, true);
  });

  it("is ended by an end that throws, which is reported", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 1_000 });
    const lease = life.gate.lease("GET /events", {
      kind: "longLived",
      end: () => {
        lease?.release();
        throw new Error("broken end");
      },
    });

    const ending = life.shutdown();
    await clock.advance(1_000);
    const report = await ending;

    assert.deepEqual(report.errors.map(({ from, message }) => [from, message]), [
      ['end of gate "work"', "broken end"],
    ]);
  });
});

describe("gates", () => {
  it("close together when the drain begins, and are all waited for", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock });
    const queue = life.createGate("queue");
    life.gate.enter();
    queue.enter();

    const ending = life.shutdown();
    await clock.advance(10);
    assert.deepEqual([life.gate.enter(), queue.enter()], [false, false]);
    life.gate.leave();
    await clock.advance(10);
    assert.equal(life.state, "draining");
    queue.leave();
    await clock.advance(0);
    const report = await ending;

    assert.deepEqual(report.gates, [
      { gate: "work", inFlight: 1, finished: 1, cut: 0, refused: 1 },
      { gate: "queue", inFlight: 1, finished: 1, cut: 0, refused: 1 },
    ]);
  });

  it("are made closed once the drain has begun, and open before", async () => {
    const life = new Lifecycle();
    const closed: Record<string, boolean> = {};
    life.on("phase.started", ({ phase }) => closed[phase] = life.createGate(phase).isClosed);

    await life.shutdown();

    assert.deepEqual(closed, {
      announce: false,
      drain: true,
      compensate: true,
      close: true,
      flush: true,
    });
    assert.equal(life.createGate("late").isClosed, true);
  });

  it("say in the report what was cut and what was left", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 1_000 });
    life.gate.lease("stuck", { sinceMs: 0 });
    const obeys = life.gate.lease("obeys");
    life.scope.onAbort(() => obeys?.release());

    const ending = life.shutdown();
    await clock.advance(1_000);
    const report = await ending;

    assert.deepEqual(report.gates, [
      { gate: "work", inFlight: 2, finished: 0, cut: 2, refused: 0 },
    ]);
    assert.deepEqual(report.unstopped, [
      { path: "stuck", kind: "lease", ageMs: 840, where: "" },
    ]);
    assert.equal(report.exitCode, 124);
  });
});
