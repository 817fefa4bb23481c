import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DrainPolicy, DrainWatch } from "../../../src/core/drain.ts";
import { Lifecycle } from "../../../src/core/lifecycle.ts";
import { StopReason } from "../../../src/core/reason.ts";
import { release } from "../../../src/core/release.ts";
import { type HandClock, handClock } from "../../../src/testing/hand-clock.ts";

interface Drained {
  readonly life: Lifecycle;
  readonly clock: HandClock;
  readonly watch: DrainWatch;
}

/** A life whose drain has begun, with what its policy was given. */
async function draining(open: (life: Lifecycle) => void): Promise<Drained> {
  const clock = handClock();
  const seen: DrainWatch[] = [];
  const drain: DrainPolicy = (watch) => {
    seen.push(watch);
    return release(() => {});
  };
  const life = new Lifecycle({ clock, graceMs: 10_000, drain });
  open(life);
  life.ready();
  void life.shutdown();
  await clock.advance(0);
  const [watch] = seen;
  assert.ok(watch);
  return { life, clock, watch };
}

function stuck(): Promise<never> {
  return new Promise(() => {});
}

/** A task that ends as soon as it is told to stop now. */
function obedient(life: Lifecycle): void {
  life.scope.spawn("obedient", (scope) => {
    const { promise, reject } = Promise.withResolvers<void>();
    scope.onAbort(reject);
    return promise;
  });
}

describe("a drain policy", () => {
  it("is told what is open, without what is long-lived", async () => {
    const { watch, life } = await draining((life) => {
      life.gate.enter();
      life.gate.lease("stream", { kind: "longLived" });
      life.scope.spawn("stuck", stuck);
    });

    const before = watch.open();
    life.gate.leave();

    assert.deepEqual([before, watch.open()], [2, 1]);
  });

  it("is told how long the drain may go on", async () => {
    const { watch, clock, life } = await draining((life) => life.gate.enter());

    const before = watch.remainingMs();
    await clock.advance(1_000);

    assert.equal(before - watch.remainingMs(), 1_000);
    assert.ok(before < life.graceMs);
  });

  it("cuts the drain as its deadline would, and the report says so", async () => {
    const { watch, clock, life } = await draining(obedient);
    const reason = new StopReason("nothing ends any more", { kind: "decay" });

    await clock.advance(3_000);
    watch.cut(reason);
    await clock.advance(0);
    const report = await life.shutdown();

    assert.equal(life.scope.reason, reason);
    assert.deepEqual(report.drainCut, { kind: "decay", message: "nothing ends any more" });
    assert.deepEqual([report.exitCode, report.deadlinePassed], [124, false]);
    assert.equal(report.tookMs, 3_000);
  });

  it("hands what was cut to the compensate hooks", async () => {
    const cut: string[] = [];
    const { watch, clock, life } = await draining((life) => {
      obedient(life);
      life.gate.lease("GET /orders");
      life.onCompensate("note", (context) => void cut.push(...context.cut.map(({ path }) => path)));
    });

    watch.cut();
    await clock.advance(1_000);
    const report = await life.shutdown();

    assert.deepEqual(cut, ["GET /orders", "/obedient"]);
    assert.deepEqual(report.gates.map((gate) => gate.cut), [1]);
  });

  it("waits for no longer than the time to unwind once it is cut", async () => {
    const { watch, clock, life } = await draining((life) => {
      life.scope.spawn("stuck", stuck);
      life.onDrain("listener", stuck);
    });

    watch.cut();
    await clock.advance(300);
    const { phases, unstopped } = await life.shutdown();

    assert.equal(phases.find(({ phase }) => phase === "drain")?.tookMs, 200);
    assert.deepEqual(unstopped.map(({ path }) => path), ["drain/listener", "/stuck"]);
  });

  it("keeps the first reason", async () => {
    const { watch, clock, life } = await draining(obedient);

    watch.cut("first");
    watch.cut("second");
    await clock.advance(0);

    assert.equal((await life.shutdown()).drainCut?.message, "first");
  });

  it("cuts nothing once the drain is over", async () => {
    const { watch, clock, life } = await draining(() => {});

    const report = await life.shutdown();
    watch.cut();
    await clock.advance(10_000);

    assert.deepEqual([report.drainCut, report.exitCode], [undefined, 0]);
    assert.equal(life.signal.aborted, false);
  });

  it("has cut nothing when all ended in the same moment", async () => {
    const { watch, clock, life } = await draining((life) => life.gate.enter());

    watch.cut();
    life.gate.leave();
    await clock.advance(0);
    const report = await life.shutdown();

    assert.deepEqual([report.drainCut, report.exitCode], [undefined, 0]);
  });

  it("gives way to a force", async () => {
    const { watch, clock, life } = await draining(obedient);

    watch.cut();
    void life.force("hurry");
    await clock.advance(0);
    const report = await life.shutdown();

    assert.deepEqual([report.drainCut, report.exitCode], [undefined, 1]);
    assert.equal(life.scope.reason?.message, "hurry");
  });

  it("is dismissed when the drain is over", async () => {
    const clock = handClock();
    let dismissed = 0;
    const life = new Lifecycle({ clock, drain: () => release(() => void dismissed++) });
    life.ready();

    await life.shutdown();

    assert.equal(dismissed, 1);
  });

  it("costs the drain nothing when it throws", async () => {
    const clock = handClock();
    const life = new Lifecycle({
      clock,
      drain: () => {
        throw new Error("no policy");
      },
    });
    life.ready();

    const report = await life.shutdown();

    assert.deepEqual(report.errors.map(({ from, message }) => [from, message]), [
      ["drain policy", "no policy"],
    ]);
  });

  it("must be a function", () => {
    assert.throws(() => new Lifecycle({ drain: 5 as unknown as DrainPolicy }), {
      code: "BAD_OPTION",
      message: 'Cannot make a lifecycle: "drain" must be a function, got 5',
    });
  });
});
