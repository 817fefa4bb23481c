import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle, release } from "../../../src/core/mod.ts";
import { attach } from "../../../src/host/mod.ts";
import { stuck, world } from "./attached-life.ts";

interface Armed {
  readonly atMs: number;
  readonly doing: string;
}

/** A life with a watchdog that only notes for when it is armed, and for what. */
function watched(options: { readonly delayMs?: number } = {}, pid = 7) {
  const { clock, platform } = world({ pid });
  const armed: Armed[] = [];
  const life = new Lifecycle({ graceMs: 10_000, clock, ...options });
  let isOver = false;
  Object.assign(platform, {
    watchdog: () => ({
      arm: (delayMs: number, doing: string) =>
        armed.push({ atMs: clock.nowMs() + Math.round(delayMs), doing }),
      release: release(() => isOver = true),
    }),
  });
  const attachment = attach(life, platform, { exit: true, watchdog: true, report: false });
  life.ready();
  return { clock, platform, life, armed, attachment, isOver: () => isOver };
}

describe("guard", () => {
  it("arms the watchdog a little past the deadline, and says what runs", async () => {
    const { clock, platform, life, armed } = watched();
    life.onClose("spinner", stuck);

    await clock.advance(1_000);
    assert.deepEqual(armed, []);
    platform.simulate("SIGTERM");
    await clock.advance(100);

    assert.deepEqual(armed.at(-1), { atMs: 11_000, doing: "phase close, close/spinner" });
    assert.ok(armed.every(({ atMs }) => atMs === 11_000));
  });

  it("follows the deadline of a force", async () => {
    const { clock, platform, life, armed } = watched();
    life.onClose("stuck", stuck);

    platform.simulate("SIGTERM");
    await clock.advance(1_000);
    platform.simulate("SIGTERM");

    assert.equal(armed.at(-1)?.atMs, 1_000 + 2_000 + 100);
  });

  it("disarms when the shutdown is called off", async () => {
    const { clock, platform, life, armed } = watched({ delayMs: 2_000 });

    platform.simulate("SIGTERM");
    await clock.advance(100);
    life.resume();
    await clock.advance(20_000);

    assert.equal(armed.at(-1)?.atMs, Infinity);
    assert.equal(platform.ended, undefined);
    assert.equal(clock.pending, 0);
  });

  it("ends the thread with the life, or with the attachment", async () => {
    const stopped = watched();
    stopped.platform.simulate("SIGTERM");
    await stopped.clock.advance(1_000);
    assert.equal(stopped.isOver(), true);

    const { attachment, isOver } = watched();
    attachment();

    assert.equal(isOver(), true);
  });

  it("exits 124 when the report does not come in spite of all", async () => {
    const { clock, platform } = world();
    const life = new Lifecycle({ graceMs: 10_000, clock });
    // A life that never goes on, as if something in it were broken.
    Object.assign(life, { shutdown: stuck, remainingMs: () => 9_900 - clock.nowMs() });
    attach(life, platform, { exit: true, report: false });

    await clock.advance(10_099);
    assert.equal(platform.ended, undefined);
    await clock.advance(1);

    assert.deepEqual(platform.ended, { code: 124, by: "exit" });
    assert.match(platform.warnings.at(-1) ?? "", /deadline has passed without a report/);
  });

  it("says at once that a watchdog cannot kill PID 1", () => {
    const { platform } = watched({}, 1);

    assert.match(platform.warnings[0] ?? "", /cannot kill PID 1/);
  });

  it("leaves no timer behind", async () => {
    const { clock, platform } = watched();

    platform.simulate("SIGTERM");
    await clock.advance(200);

    assert.notEqual(platform.ended, undefined);
    assert.equal(clock.pending, 0);
  });
});
