import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle } from "../../../src/core/lifecycle.ts";
import type { State } from "../../../src/core/state.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";

/** The names of all events from now on, with what tells one from another. */
function listen(life: Lifecycle): readonly string[] {
  const heard: string[] = [];
  life.on("*", (event) => {
    const { type, detail } = event;
    const { to, phase, hook, gate } = detail as Record<string, string | undefined>;
    heard.push([type, to ?? phase, hook ?? gate].filter(Boolean).join(" "));
  });
  return heard;
}

function wrongState(action: string, state: State) {
  return {
    name: "QuiesceError",
    code: "WRONG_STATE",
    message: `Cannot ${action}: the lifecycle is ${state}`,
  };
}

async function reach(life: Lifecycle, state: State, act: () => void): Promise<void> {
  life.on("state.changed", ({ to }) => {
    if (to === state) act();
  });
  await life.shutdown();
}

describe("Lifecycle states", () => {
  it("starts, becomes ready once, and says so to probes", () => {
    const life = new Lifecycle();

    assert.deepEqual(life.health, { started: false, ready: false, live: true });
    life.ready();
    life.ready();

    assert.equal(life.state, "ready");
    assert.deepEqual(life.health, { started: true, ready: true, live: true });
  });

  it("stays live until it has stopped", async () => {
    const life = new Lifecycle();
    life.ready();
    const seen: unknown[] = [];
    life.onFlush("look", () => seen.push(life.health));

    await life.shutdown();

    assert.deepEqual(seen, [{ started: true, ready: false, live: true }]);
    assert.deepEqual(life.health, { started: true, ready: false, live: false });
  });

  it("is not ready from the moment a shutdown is asked for, until that is called off", async () => {
    const life = new Lifecycle({ clock: handClock(), delayMs: 1_000 });
    life.ready();
    const seen: unknown[] = [];
    life.on("shutdown.requested", () => seen.push([life.state, life.health]));

    const over = life.shutdown();
    life.resume();
    await over;

    assert.deepEqual(seen, [["ready", { started: true, ready: false, live: true }]]);
    assert.equal(life.health.ready, true);
  });

  it("tells all that happens, in its order", async () => {
    const life = new Lifecycle();
    const heard = listen(life);
    life.ready();
    life.onAnnounce("registry", () => {});
    life.onDrain("consumer", () => {});
    life.onClose("db", () => {});
    life.onFlush("logs", () => {});

    await life.shutdown();

    assert.deepEqual(heard, [
      "state.changed ready",
      "shutdown.requested",
      "state.changed announcing",
      "phase.started announce",
      "hook.started announce registry",
      "hook.settled announce registry",
      "phase.ended announce",
      "state.changed draining",
      "phase.started drain",
      "gate.closed work",
      "hook.started drain consumer",
      "gate.idle work",
      "hook.settled drain consumer",
      "phase.ended drain",
      "state.changed compensating",
      "phase.started compensate",
      "phase.ended compensate",
      "state.changed closing",
      "phase.started close",
      "hook.started close db",
      "hook.settled close db",
      "phase.ended close",
      "state.changed flushing",
      "phase.started flush",
      "hook.started flush logs",
      "hook.settled flush logs",
      "phase.ended flush",
      "state.changed stopped",
      "stopped",
    ]);
  });

  it("has a promise for each state that stays settled", async () => {
    const life = new Lifecycle({ delayMs: 1_000, clock: handClock() });
    const reached: string[] = [];
    const states: readonly State[] = ["starting", "ready", "announcing"];
    life.ready();
    life.pause();
    life.resume();

    for (const state of states) await life.reached(state).then(() => reached.push(state));

    assert.deepEqual(reached, states);
    assert.equal(life.reached("stopped"), life.reached("stopped"));
  });

  it("refuses to wait for a state that does not exist", () => {
    const life = new Lifecycle();

    assert.throws(() => life.reached("gone" as State), {
      code: "BAD_OPTION",
      message:
        'Cannot wait for a state: "state" must be one of starting, ready, announcing, draining, ' +
        'compensating, closing, flushing, stopped, got "gone"',
    });
  });

  it("does not become ready again once it ends", async () => {
    const states: readonly State[] = [
      "announcing",
      "draining",
      "compensating",
      "closing",
      "flushing",
      "stopped",
    ];
    for (const state of states) {
      const life = new Lifecycle();
      let checked = false;

      await reach(life, state, () => {
        assert.throws(() => life.ready(), wrongState("become ready", state));
        checked = true;
      });

      assert.equal(checked, true);
    }
  });

  it("has no effect when it is made", () => {
    const clock = handClock();

    new Lifecycle({ clock });

    assert.equal(clock.pending, 0);
  });
});

describe("Lifecycle.pause and resume", () => {
  it("turns readiness red and green again, and goes on serving", () => {
    const life = new Lifecycle();
    life.ready();

    life.pause();
    life.pause();
    assert.deepEqual([life.health.ready, life.gate.enter()], [false, true]);
    life.resume();
    life.resume();

    assert.equal(life.health.ready, true);
  });

  it("is refused before it was ready and after the gates have closed", async () => {
    const life = new Lifecycle();
    const states: readonly State[] = ["draining", "compensating", "closing", "flushing"];
    const refused: State[] = [];

    assert.throws(() => life.pause(), wrongState("pause", "starting"));
    assert.throws(() => life.resume(), wrongState("resume", "starting"));
    life.ready();
    life.on("state.changed", ({ to }) => {
      if (!states.includes(to)) return;
      assert.throws(() => life.pause(), wrongState("pause", to));
      assert.throws(() => life.resume(), wrongState("resume", to));
      refused.push(to);
    });
    await life.shutdown();

    assert.deepEqual(refused, states);
    assert.throws(() => life.resume(), wrongState("resume", "stopped"));
    assert.throws(() => life.pause(), wrongState("pause", "stopped"));
  });

  it("does not resume a start that was given up", async () => {
    const life = new Lifecycle();
    const ending = life.shutdown();

    assert.throws(() => life.resume(), wrongState("resume", "announcing"));

    await ending;
  });

  it("can be shut down while it is paused", async () => {
    const life = new Lifecycle();
    life.ready();
    life.pause();

    const report = await life.shutdown();

    assert.deepEqual([report.end, report.phases.length], ["completed", 5]);
  });

  it("calls a shutdown off, and the next one starts anew", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, delayMs: 1_000 });
    let deregistered = 0;
    life.onAnnounce("registry", () => deregistered += 1);
    life.ready();
    const heard = listen(life);

    const first = life.shutdown("planned");
    await clock.advance(500);
    life.resume();
    const off = await first;
    const second = life.shutdown("for good");
    await clock.advance(999);
    assert.equal(life.state, "announcing");
    await clock.advance(1);
    const report = await second;

    assert.equal(off.end, "called-off");
    assert.deepEqual([off.reason.message, off.tookMs, off.exitCode], ["planned", 500, 0]);
    assert.deepEqual([report.reason.message, report.tookMs], ["for good", 1_000]);
    assert.equal(deregistered, 2);
    assert.equal(heard.filter((type) => type === "shutdown.called-off").length, 1);
    assert.equal(life.state, "stopped");
  });

  it("leaves no timer behind when it is called off", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, delayMs: 1_000 });
    life.ready();

    const ending = life.shutdown();
    life.resume();
    await ending;

    assert.equal(clock.pending, 0);
  });

  it("reports a hook that ends after the call-off to nobody's harm", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, delayMs: 1_000 });
    const held = Promise.withResolvers<void>();
    life.onAnnounce("slow", () => held.promise);
    life.ready();

    const ending = life.shutdown();
    life.resume();
    const report = await ending;
    held.reject(new Error("late"));
    await clock.advance(10_000);

    assert.equal(report.end, "called-off");
    assert.equal(life.state, "ready");
  });

  it("can force and extend the next one after a forced one was called off", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 10_000, maxGraceMs: 20_000 });
    life.ready();
    const first = life.force();
    life.resume();
    await first;
    life.gate.enter();

    const second = life.shutdown();
    assert.equal(life.extend(100), 100);
    void life.force("for good");
    await clock.advance(2_000);

    assert.equal((await second).forced?.message, "for good");
  });

  it("reopens gates that were closed by hand", () => {
    const life = new Lifecycle();
    life.ready();
    life.pause();
    life.gate.close();

    life.resume();

    assert.equal(life.gate.enter(), true);
  });

  it("can be called off by a listener that hears of it first", async () => {
    const life = new Lifecycle();
    life.ready();
    life.on("shutdown.requested", () => {
      life.pause();
      life.resume();
    });

    const report = await life.shutdown();

    assert.equal(report.end, "called-off");
    assert.equal(life.state, "ready");
  });
});
