import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { HookFunction, HookOptions } from "../../../src/core/hook.ts";
import { Lifecycle } from "../../../src/core/lifecycle.ts";
import type { Release } from "../../../src/core/release.ts";
import type { Phase } from "../../../src/core/state.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";

const PHASES: readonly Phase[] = ["announce", "drain", "compensate", "close", "flush"];

function register(
  life: Lifecycle,
  phase: Phase,
  name: string,
  run: HookFunction,
  options?: HookOptions,
): Release {
  switch (phase) {
    case "announce":
      return life.onAnnounce(name, run, options);
    case "drain":
      return life.onDrain(name, run, options);
    case "compensate":
      return life.onCompensate(name, run, options);
    case "close":
      return life.onClose(name, run, options);
    case "flush":
      return life.onFlush(name, run, options);
  }
}

function forever(): Promise<never> {
  return new Promise(() => {});
}

describe("hooks", () => {
  for (const phase of PHASES) {
    const chained = phase !== "announce" && phase !== "drain";

    it(`of ${phase} run ${chained ? "one by one, newest first" : "side by side"}`, async () => {
      const life = new Lifecycle();
      const log: string[] = [];
      for (const name of ["a", "b"]) {
        register(life, phase, name, async () => {
          log.push(`${name} begins`);
          await undefined;
          log.push(`${name} ends`);
        });
      }

      await life.shutdown();

      const oneByOne = ["b begins", "b ends", "a begins", "a ends"];
      const sideBySide = ["b begins", "a begins", "b ends", "a ends"];
      assert.deepEqual(log, chained ? oneByOne : sideBySide);
    });

    it(`of ${phase} obey after`, async () => {
      const life = new Lifecycle();
      const called: string[] = [];
      register(life, phase, "a", () => called.push("a"));
      register(life, phase, "b", () => called.push("b"), { after: ["a"] });

      await life.shutdown();

      assert.deepEqual(called, ["a", "b"]);
    });

    it(`of ${phase} cost only themselves when they fail`, async () => {
      const life = new Lifecycle();
      const called: string[] = [];
      register(life, phase, "a", () => called.push("a"));
      register(life, phase, "b", () => Promise.reject(new Error("rejected")));
      register(life, phase, "c", () => {
        throw new Error("thrown");
      });
      register(life, phase, "d", () => called.push("d"), { after: ["b", "c"] });

      const report = await life.shutdown();

      assert.deepEqual(called.toSorted(), ["a", "d"]);
      assert.deepEqual(
        report.errors.map(({ from, message }) => `${from}: ${message}`).toSorted(),
        [`${phase} hook "b": rejected`, `${phase} hook "c": thrown`],
      );
      assert.equal(report.exitCode, 1);
    });

    it(`of ${phase} that hang are given up at the end of their phase`, async () => {
      const clock = handClock();
      const life = new Lifecycle({ clock, graceMs: 1_000 });
      register(life, phase, "hangs", forever);

      const ending = life.shutdown();
      await clock.advance(1_000);
      const report = await ending;

      assert.deepEqual(report.unstopped.map(({ path, kind }) => [path, kind]), [
        [`${phase}/hangs`, "hook"],
      ]);
      assert.equal(report.exitCode, 124);
      assert.ok(report.tookMs <= 1_000);
    });

    it(`of ${phase} may be registered by a hook of it, and are waited for`, async () => {
      const life = new Lifecycle();
      const called: string[] = [];
      register(life, phase, "outer", () => {
        register(life, phase, "inner", async () => {
          await undefined;
          called.push("inner");
        });
      });

      const report = await life.shutdown();

      assert.deepEqual(called, ["inner"]);
      assert.deepEqual(report.hooks.map(({ hook, late }) => [hook, late]), [
        ["outer", false],
        ["inner", false],
      ]);
    });
  }

  it("registered after their phase are called at once and marked late", async () => {
    const life = new Lifecycle();
    const called: Phase[] = [];
    life.onFlush("registers", () => {
      for (const phase of PHASES.slice(0, 4)) {
        register(life, phase, "late", () => called.push(phase));
      }
    });

    const report = await life.shutdown();

    assert.deepEqual(called, PHASES.slice(0, 4));
    const late = report.hooks.filter((hook) => hook.late).map(({ phase }) => phase);
    assert.deepEqual(late.toSorted(), PHASES.slice(0, 4).toSorted());
  });

  it("registered for a later phase wait for it", async () => {
    const life = new Lifecycle();
    const states: string[] = [];
    life.onAnnounce("registers", () => {
      life.onClose("later", () => states.push(life.state));
    });

    await life.shutdown();

    assert.deepEqual(states, ["closing"]);
  });

  it("registered when a phase has just ended are called, and waited for", async () => {
    for (const phase of PHASES) {
      const clock = handClock();
      const life = new Lifecycle({ clock });
      let ended = false;
      const wait = async (): Promise<void> => {
        await new Promise<void>((resolve) => void clock.after(5, resolve));
        ended = true;
      };
      life.on("phase.ended", (event) => {
        if (event.phase === phase) register(life, phase, "last moment", wait);
      });

      const ending = life.shutdown();
      await clock.advance(10);
      const report = await ending;

      assert.deepEqual([phase, ended, report.hooks.length], [phase, true, 1]);
    }
  });

  it("cannot be registered after the end", async () => {
    const life = new Lifecycle();
    await life.shutdown();

    for (const phase of PHASES) {
      assert.throws(() => register(life, phase, "db", () => assert.fail()), {
        code: "WRONG_STATE",
        message: `Cannot register ${phase} hook "db": the lifecycle is stopped`,
      });
    }
  });

  it("are not called once they were taken back", async () => {
    const life = new Lifecycle();
    const release = life.onClose("db", () => assert.fail());

    release();
    release();
    const report = await life.shutdown();

    assert.deepEqual(report.hooks, []);
  });

  it("taken back while others run are skipped, and so reported", async () => {
    const life = new Lifecycle();
    const release = life.onClose("older", () => assert.fail());
    life.onClose("newer", () => release());

    const report = await life.shutdown();

    assert.deepEqual(report.hooks.map(({ hook, end }) => [hook, end]), [
      ["newer", "done"],
      ["older", "skipped"],
    ]);
    assert.equal(report.exitCode, 0);
  });

  it("taken back while they run go on, and are waited for", async () => {
    const life = new Lifecycle();
    let ended = false;
    const release = life.onClose("db", async () => {
      release();
      await undefined;
      ended = true;
    });

    await life.shutdown();

    assert.equal(ended, true);
  });

  it("let a name be used again once it was taken back", async () => {
    const life = new Lifecycle();
    const called: string[] = [];
    life.onClose("db", () => called.push("first"))();

    life.onClose("db", () => called.push("second"));
    await life.shutdown();

    assert.deepEqual(called, ["second"]);
  });

  it("are told why, how long they have, and nothing that was cut", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 1_000 });
    const told: unknown[] = [];
    life.onClose("db", ({ reason, cut, signal, remainingMs }) => {
      told.push(reason.message, [...cut], signal.aborted, remainingMs());
    });

    await life.shutdown("why");

    assert.deepEqual(told, ["why", [], false, 940]);
  });

  it("have their own time, after which the next one has its turn", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock });
    const log: unknown[] = [];
    life.onClose("older", () => log.push(clock.nowMs()));
    life.onClose("newer", ({ signal }) => {
      signal.addEventListener("abort", () => log.push(signal.reason.message));
      return forever();
    }, { timeoutMs: 300 });

    const ending = life.shutdown();
    await clock.advance(300);
    const report = await ending;

    assert.deepEqual(log, [
      'Cannot wait for close hook "newer" any longer: it was given 300 ms',
      300,
    ]);
    const [newer, older] = report.hooks;
    assert.deepEqual([newer?.end, newer?.tookMs, newer?.error?.code], [
      "timed-out",
      300,
      "DEADLINE",
    ]);
    assert.deepEqual([older?.end, older?.startMs, older?.tookMs], ["done", 300, 0]);
  });

  it("with no time are called with an aborted signal, those with Infinity have what is left", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 1_000 });
    const aborted: boolean[] = [];
    life.onClose("forever", forever, { timeoutMs: Infinity });
    life.onClose("none", ({ signal }) => aborted.push(signal.aborted), { timeoutMs: 0 });
    life.ready();

    const ending = life.shutdown();
    await clock.advance(1_000);
    const report = await ending;

    assert.deepEqual(aborted, [true]);
    assert.deepEqual(report.hooks.map(({ hook, end }) => [hook, end]), [
      ["none", "done"],
      ["forever", "timed-out"],
    ]);
    assert.ok(report.tookMs <= 1_000);
  });

  it("are all called after the deadline, with an aborted signal, and quick ones end well", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 1_000 });
    const called: string[] = [];
    const note: HookFunction = ({ signal, remainingMs }) => {
      called.push(`${signal.aborted} ${remainingMs()}`);
    };
    life.onClose("oldest", note);
    life.onClose("older", forever);
    life.onClose("hangs", forever);
    life.onClose("after", note, { after: ["older"] });

    const ending = life.shutdown();
    await clock.advance(1_000);
    const report = await ending;

    assert.deepEqual(called, ["true 0", "true 0"]);
    const ends = Object.fromEntries(report.hooks.map(({ hook, end }) => [hook, end]));
    assert.deepEqual(ends, {
      oldest: "done",
      older: "timed-out",
      hangs: "timed-out",
      after: "done",
    });
  });

  it("say where they were registered", async () => {
    const life = new Lifecycle();
    for (const phase of PHASES) register(life, phase, "hook", () => {});
    life.use("db", {}, () => {});

    const report = await life.shutdown();

    const places = report.hooks.map(({ where }) => where);
    assert.equal(places.length, 6);
    assert.ok(places.every((where) => /lifecycle-hook\.test\.ts:\d+:\d+$/.test(where)));
  });
});
