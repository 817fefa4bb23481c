import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle, type Server } from "../../../src/core/mod.ts";
import { manage } from "../../../src/http/manage.ts";
import { type HandClock, handClock } from "../../../src/testing/mod.ts";

interface Bench {
  readonly clock: HandClock;
  readonly life: Lifecycle;
  readonly steps: string[];
  readonly server: Server;
}

function bench(server: Partial<Server> = {}, graceMs = 10_000): Bench {
  const clock = handClock();
  const life = new Lifecycle({ clock, graceMs });
  const steps: string[] = [];
  const step = (name: string): void => void steps.push(`${name} ${clock.nowMs()}`);
  life.ready();
  return {
    clock,
    life,
    steps,
    server: {
      name: "listener",
      isQuiet: () => true,
      announce: () => step("announce"),
      drain: () => Promise.resolve(step("drain")),
      cut: () => step("cut"),
      ...server,
    },
  };
}

describe("manage", () => {
  it("drains a quiet server at once", async () => {
    const { life, server, steps } = bench();
    manage(life, server);

    const report = await life.shutdown("test");

    assert.deepEqual(steps, ["announce 0", "drain 0"]);
    assert.equal(report.exitCode, 0);
  });

  it("serves on for 400 ms while clients are connected", async () => {
    const { clock, life, server, steps } = bench({ isQuiet: () => false });
    manage(life, server);

    const report = life.shutdown("test");
    await clock.advance(1_000);
    await report;

    assert.deepEqual(steps, ["announce 0", "drain 400"]);
  });

  it("ends to linger when the last client has gone", async () => {
    let isQuiet = false;
    const { clock, life, server, steps } = bench({ isQuiet: () => isQuiet });
    manage(life, server, { lingerMs: 2_000 });

    const report = life.shutdown("test");
    await clock.advance(100);
    isQuiet = true;
    await clock.advance(1_000);
    await report;

    assert.deepEqual(steps, ["announce 0", "drain 110"]);
  });

  it("lingers only as long as the time to announce lasts, which is no failure", async () => {
    for (const graceMs of [200, 1_000, 1_500]) {
      const { clock, life, server } = bench({ isQuiet: () => false }, graceMs);
      manage(life, server);

      const report = life.shutdown("test");
      await clock.advance(graceMs);

      const { hooks, exitCode } = await report;
      assert.deepEqual(hooks.map(({ end }) => end), ["done", "done"], `${graceMs}`);
      assert.equal(exitCode, 0);
    }
  });

  it("fails by a linger that is no time, and leaves nothing behind", async () => {
    const { life, server } = bench();

    for (const lingerMs of [NaN, -1, "soon" as unknown as number]) {
      assert.throws(() => manage(life, server, { lingerMs }), {
        code: "BAD_OPTION",
        message: /^Cannot manage a server: "lingerMs" must be a number of zero or more, got /,
      });
    }
    assert.deepEqual((await life.shutdown("test")).hooks, []);
  });

  it("cuts at the drain's deadline, and the report says so", async () => {
    const { clock, life, server, steps } = bench({ drain: () => new Promise(() => {}) });
    life.gate.enter();
    manage(life, server);

    const report = life.shutdown("test");
    await clock.advance(10_000);

    assert.equal((await report).exitCode, 124);
    assert.equal(steps.filter((step) => step.startsWith("cut")).length, 1);
  });

  it("leaves nothing behind when it is taken back", async () => {
    const { life, server, steps } = bench();

    manage(life, server)();
    const report = await life.shutdown("test");

    assert.deepEqual(steps, []);
    assert.deepEqual(report.hooks, []);
  });

  it("takes the next name when a hook or another server has its own", async () => {
    const { life, server } = bench();
    life.onDrain("listener", () => {});

    manage(life, server);
    manage(life, server)();
    manage(life, server);

    const { hooks } = await life.shutdown("test");
    const names = hooks.map(({ phase, hook }) => `${phase} ${hook}`);
    assert.deepEqual(names.sort(), [
      "announce listener-2",
      "announce listener-3",
      "drain listener",
      "drain listener-2",
      "drain listener-3",
    ]);
  });

  it("fails once the life has stopped", async () => {
    const { life, server } = bench();
    await life.shutdown("test");

    assert.throws(() => manage(life, server), { code: "WRONG_STATE" });
  });
});
