import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { attachedLife, stuck } from "./attached-life.ts";

describe("faults", () => {
  for (const kind of ["uncaughtException", "unhandledRejection"] as const) {
    it(`an ${kind} ends the life, which answers what is in flight, and exits 1`, async () => {
      const { clock, platform, life } = attachedLife({ exit: true });
      const lease = life.gate.lease("GET /slow");

      platform.fault(kind, new Error("on purpose"));
      await clock.advance(1_000);
      assert.equal(life.state, "draining");
      lease?.release();
      await clock.advance(1_000);

      const report = await life.shutdown();
      assert.equal(report.gates[0]?.cut, 0);
      assert.equal(report.errors[0]?.message, "on purpose");
      assert.deepEqual(platform.ended, { code: 1, by: "itself" });
    });
  }

  it("is written to stderr when it comes, with its stack", () => {
    const { platform } = attachedLife({ faults: true });

    platform.fault("uncaughtException", new Error("on purpose"));

    assert.match(platform.warnings[0] ?? "", /^quiesce: uncaught exception: .*on purpose/);
    assert.match(platform.warnings[0] ?? "", /faults\.test\.ts:\d+/);
  });

  it("is recorded when it comes during the shutdown, which goes on", async () => {
    const { clock, platform, life, recorded } = attachedLife({ exit: true });
    life.onClose("slow", () => new Promise<void>((resolve) => clock.after(100, resolve)));

    platform.simulate("SIGTERM");
    await clock.advance(50);
    platform.fault("unhandledRejection", "a text");
    await clock.advance(1_000);

    const { errors, exitCode } = await life.shutdown();
    assert.deepEqual(errors.map(({ from, message }) => `${from}: ${message}`), [
      "unhandled rejection: a text",
    ]);
    assert.equal(exitCode, 1);
    assert.ok(recorded.names().includes("hook.settled close/slow done"));
    assert.ok(recorded.names().includes("error.caught unhandled rejection"));
  });

  it("is none when code only obeys its stop and nobody waits for it", async () => {
    const { clock, platform, life } = attachedLife({ exit: true });
    life.onClose("slow", () => new Promise<void>((resolve) => clock.after(100, resolve)));

    platform.simulate("SIGTERM");
    await clock.advance(50);
    platform.fault("unhandledRejection", life.stopping.reason);
    const wrapped = new Error("aborted", { cause: life.stopping.reason });
    platform.fault("unhandledRejection", wrapped);
    await clock.advance(1_000);

    assert.equal(platform.ended?.code, 0);
    assert.deepEqual(platform.warnings, []);
  });

  it("makes the exit code 1 even when it comes after the report", async () => {
    const first = attachedLife({ exit: true });
    const second = attachedLife({ exit: true }, first);
    const { clock, platform } = first;
    second.life.onClose("slow", () => new Promise<void>((resolve) => clock.after(500, resolve)));

    platform.simulate("SIGTERM");
    await clock.advance(0);
    assert.equal(first.life.state, "stopped");
    platform.fault("uncaughtException", new Error("late"));
    await clock.advance(700);

    assert.equal(platform.ended?.code, 1);
  });

  it("is left to the runtime, which ends with 1 itself, once all have stopped", async () => {
    const { clock, platform } = attachedLife({ exit: true });

    platform.simulate("SIGTERM");
    await clock.advance(0);

    assert.equal(platform.fault("uncaughtException", new Error("late")), false);
  });

  it("is left to the runtime unless asked for", () => {
    const { platform } = attachedLife();
    const { platform: other } = attachedLife({ exit: true, faults: false });

    assert.equal(platform.fault("uncaughtException", new Error("on purpose")), false);
    assert.equal(other.fault("uncaughtException", new Error("on purpose")), false);
  });

  it("ends all lives, and is written once", async () => {
    const first = attachedLife({ exit: true });
    const second = attachedLife({ exit: true }, first);

    first.platform.fault("uncaughtException", new Error("on purpose"));
    await first.clock.advance(1_000);

    assert.equal(second.life.state, "stopped");
    assert.equal(first.platform.warnings.length, 1);
    assert.equal(first.platform.ended?.code, 1);
  });

  it("holds the loop from the first trigger to the end", async () => {
    const { clock, platform, life } = attachedLife({ exit: true });
    life.onClose("stuck", stuck);

    assert.equal(platform.holds, 0);
    platform.fault("unhandledRejection", new Error("on purpose"));
    assert.equal(platform.holds, 1);
    await clock.advance(9_300);
    assert.equal(platform.holds, 1);
    await clock.advance(1_000);

    assert.equal(platform.holds, 0);
  });

  it("can be a value that has no text", () => {
    const { platform } = attachedLife({ faults: true });

    platform.fault("uncaughtException", Object.create(null));

    assert.match(platform.warnings[0] ?? "", /a value of type object/);
  });
});
