import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { attachedLife, stuck } from "./attached-life.ts";

describe("escalation", () => {
  it("shuts down at the first signal, hurries at the second, exits at the third", async () => {
    const { clock, platform, life } = attachedLife({ exit: true });
    life.onClose("stuck", stuck);

    platform.simulate("SIGTERM");
    await clock.advance(500);
    assert.equal(life.state, "closing");
    assert.equal(platform.ended, undefined);
    platform.simulate("SIGINT");
    await clock.advance(500);
    assert.equal(life.state, "closing");
    assert.equal(platform.ended, undefined);
    platform.simulate("SIGINT");

    assert.deepEqual(platform.ended, { code: 130, by: "exit" });
    assert.match(platform.warnings.join("\n"), /ended at once by SIGINT/);
    assert.match(platform.warnings.join("\n"), /hook close\/stuck, 1000 ms/);
  });

  it("aborts the work, still closes, and exits 128 + n when forced", async () => {
    const { clock, platform, life, recorded } = attachedLife({ exit: true });
    life.onClose("database", () => {});
    const aborted = life.scope.spawn("task", ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      }));

    platform.simulate("SIGTERM");
    await clock.advance(700);
    assert.equal(life.state, "draining");
    platform.simulate("SIGTERM");
    await clock.advance(2_000);

    assert.equal((await aborted.outcome).end, "stopped");
    assert.ok(recorded.names().includes("hook.settled close/database done"));
    assert.equal(platform.ended?.code, 143);
  });

  it("takes what comes less than 500 ms after the last counted signal for an echo", async () => {
    const { clock, platform, life } = attachedLife({ exit: true });
    life.onClose("stuck", stuck);

    platform.simulate("SIGINT");
    await clock.advance(499);
    platform.simulate("SIGINT");
    await clock.advance(0);
    assert.equal(life.remainingMs(), 10_000 * 0.99 - 499);
    await clock.advance(1);
    platform.simulate("SIGINT");

    assert.ok(life.remainingMs() <= 2_000);
  });

  it("measures an echo from the last counted signal, not from the last echo", async () => {
    const { clock, platform, recorded, life } = attachedLife({ exit: true });
    life.onClose("stuck", stuck);

    for (let sent = 0; sent < 4; sent += 1) {
      platform.simulate("SIGTERM");
      await clock.advance(200);
    }

    assert.ok(recorded.names().includes("shutdown.forced"));
    assert.equal(platform.ended, undefined);
  });

  it("takes a storm for one signal", async () => {
    const { clock, platform, recorded, life } = attachedLife({ exit: true });
    life.onClose("slow", () => new Promise<void>((resolve) => clock.after(400, resolve)));

    for (let sent = 0; sent < 50; sent += 1) platform.simulate("SIGTERM");
    await clock.advance(1_000);

    assert.ok(!recorded.names().includes("shutdown.forced"));
    assert.equal(recorded.names().filter((name) => name === "shutdown.requested").length, 1);
    assert.equal(platform.ended?.code, 0);
  });

  it("takes the time of an echo from its option", async () => {
    const { clock, platform, recorded, life } = attachedLife({ echoMs: 0 });
    life.onClose("stuck", stuck);

    platform.simulate("SIGTERM");
    await clock.advance(0);
    platform.simulate("SIGTERM");

    assert.ok(recorded.names().includes("shutdown.forced"));
  });

  it("joins a shutdown that a call began, by the first signal", async () => {
    const { clock, platform, recorded, life } = attachedLife({ exit: true });
    life.onClose("stuck", stuck);

    void life.shutdown("by a call");
    await clock.advance(1_000);
    platform.simulate("SIGTERM");
    await clock.advance(0);
    assert.ok(!recorded.names().includes("shutdown.forced"));
    await clock.advance(500);
    platform.simulate("SIGTERM");

    assert.ok(recorded.names().includes("shutdown.forced"));
    assert.equal((await ended(life, clock)).reason.message, "by a call");
  });

  it("starts anew after a shutdown was called off, and nothing exits", async () => {
    const { clock, platform, recorded, life } = attachedLife({ exit: true, delayMs: 2_000 });

    platform.simulate("SIGTERM");
    await clock.advance(1_000);
    life.resume();
    await clock.advance(20_000);
    assert.equal(life.state, "ready");
    assert.equal(platform.exitCode(), undefined);
    assert.equal(platform.holds, 0);
    platform.simulate("SIGTERM");
    await clock.advance(1_000);

    assert.equal(life.state, "announcing");
    assert.ok(!recorded.names().includes("shutdown.forced"));
    await clock.advance(5_000);
    assert.equal(platform.ended?.code, 0);
  });

  it("never exits unless asked to, however many signals come", async () => {
    const { clock, platform, life } = attachedLife();
    life.onClose("stuck", stuck);

    for (let sent = 0; sent < 5; sent += 1) {
      platform.simulate("SIGTERM");
      await clock.advance(600);
    }
    await clock.advance(20_000);

    assert.equal(life.state, "stopped");
    assert.equal(platform.ended, undefined);
    assert.equal(platform.exitCode(), undefined);
    assert.equal(platform.holds, 0);
  });
});

async function ended(
  life: ReturnType<typeof attachedLife>["life"],
  clock: ReturnType<typeof attachedLife>["clock"],
) {
  const report = life.shutdown();
  await clock.advance(20_000);
  return await report;
}
