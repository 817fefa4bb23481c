import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { attachedLife, stuck } from "./attached-life.ts";

describe("ending", () => {
  it("sets the code and lets the process end by itself", async () => {
    const { clock, platform } = attachedLife({ exit: true });

    platform.simulate("SIGTERM");
    await clock.advance(1_000);

    assert.deepEqual(platform.ended, { code: 0, by: "itself" });
    assert.equal(platform.holds, 0);
  });

  it("ends it within 200 ms when something holds it, and names that", async () => {
    const { clock, platform } = attachedLife({ exit: true, fake: { held: ["TCPSocketWrap"] } });

    platform.simulate("SIGTERM");
    await clock.advance(199);
    assert.equal(platform.ended, undefined);
    await clock.advance(1);

    assert.deepEqual(platform.ended, { code: 0, by: "exit" });
    assert.match(platform.warnings.at(-1) ?? "", /something holds it: TCPSocketWrap$/);
    assert.deepEqual(platform.listening, []);
  });

  it("hears of signals to the end, so that a late echo does not kill by default", async () => {
    const { clock, platform, life } = attachedLife({ exit: true });

    platform.simulate("SIGTERM");
    await clock.advance(50);
    assert.equal(life.state, "stopped");

    assert.equal(platform.simulate("SIGTERM"), true);
    assert.equal(platform.ended, undefined);
  });

  it("waits for the output as long as the budget lasts, and no longer", async () => {
    const { clock, platform } = attachedLife({ exit: true, fake: { held: ["PipeWrap"] } });
    Object.assign(platform, { flush: stuck });

    platform.simulate("SIGTERM");
    await clock.advance(9_899);
    assert.equal(platform.exitCode(), 0);
    assert.equal(platform.ended, undefined);
    await clock.advance(201);

    assert.deepEqual(platform.ended, { code: 0, by: "exit" });
  });

  it("waits for the last words of those who hear of the end after us", async () => {
    const { clock, platform, life } = attachedLife({ exit: true });
    const word = Promise.withResolvers<void>();
    life.on("stopped", ({ waitUntil }) => waitUntil(word.promise));

    platform.simulate("SIGTERM");
    await clock.advance(5_000);
    assert.equal(platform.ended, undefined);
    assert.equal(platform.holds, 1);
    word.resolve();
    await clock.advance(100);

    assert.deepEqual(platform.ended, { code: 0, by: "itself" });
    assert.equal(platform.holds, 0);
  });

  it("flushes what the last words have written", async () => {
    const { clock, platform, life } = attachedLife({ exit: true, fake: { held: ["PipeWrap"] } });
    const steps: string[] = [];
    const word = Promise.withResolvers<void>();
    Object.assign(platform, {
      flush: () => {
        steps.push("flush");
        return Promise.resolve();
      },
    });
    life.on("stopped", ({ waitUntil }) => waitUntil(word.promise.then(() => steps.push("word"))));

    platform.simulate("SIGTERM");
    await clock.advance(1_000);
    word.resolve();
    await clock.advance(100);

    assert.deepEqual(steps, ["flush", "word", "flush"]);
  });

  it("waits for last words as long as the budget lasts, and no longer", async () => {
    const { clock, platform, life } = attachedLife({ exit: true });
    life.on("stopped", ({ waitUntil }) => waitUntil(stuck()));

    platform.simulate("SIGTERM");
    await clock.advance(9_899);
    assert.equal(platform.ended, undefined);
    await clock.advance(201);

    assert.deepEqual(platform.ended, { code: 0, by: "exit" });
  });

  it("writes the report before it flushes", async () => {
    const { clock, platform } = attachedLife({
      exit: true,
      report: () => platform.warn("report"),
      fake: { held: ["PipeWrap"] },
    });
    let before: readonly string[] = [];
    Object.assign(platform, {
      flush: () => {
        before = [...platform.warnings];
        return Promise.resolve();
      },
    });

    platform.simulate("SIGTERM");
    await clock.advance(1_000);

    assert.deepEqual(before, ["report"]);
  });

  it("keeps a code that the program has set, when its own is 0", async () => {
    const { clock, platform } = attachedLife({ exit: true });
    platform.setExitCode(3);

    platform.simulate("SIGTERM");
    await clock.advance(1_000);

    assert.equal(platform.ended?.code, 3);
  });

  it("tells the truth over a code that the program has set, when its own is not 0", async () => {
    const { clock, platform, life } = attachedLife({ exit: true });
    life.onClose("broken", () => Promise.reject(new Error("on purpose")));
    platform.setExitCode(3);

    platform.simulate("SIGTERM");
    await clock.advance(1_000);

    assert.equal(platform.ended?.code, 1);
  });

  it("exits 124 when something had not ended at the deadline", async () => {
    const { clock, platform, life } = attachedLife({ exit: true });
    life.onClose("stuck", stuck);

    platform.simulate("SIGTERM");
    await clock.advance(10_100);

    assert.equal(platform.ended?.code, 124);
  });

  it("ends an idle process in order", async () => {
    const { clock, platform, life } = attachedLife({ exit: true });

    assert.equal(platform.idle(), true);
    await clock.advance(1_000);

    const { reason } = await life.shutdown();
    assert.deepEqual(reason, { kind: "idle", message: "nothing is left to do" });
    assert.deepEqual(platform.ended, { code: 0, by: "itself" });
    assert.equal(platform.idle(), false);
  });

  it("exits after any end, also one that a call began", async () => {
    const { clock, platform, life } = attachedLife({ exit: true });

    void life.shutdown("by a call");
    await clock.advance(1_000);

    assert.deepEqual(platform.ended, { code: 0, by: "itself" });
  });
});

describe("ending of several lives", () => {
  it("comes when all that want it have stopped, by one signal", async () => {
    const first = attachedLife({ exit: true });
    const second = attachedLife({ exit: true }, first);
    const { clock, platform } = first;
    second.life.onClose("slow", () => new Promise<void>((resolve) => clock.after(3_000, resolve)));

    platform.simulate("SIGTERM");
    await clock.advance(2_900);
    assert.equal(first.life.state, "stopped");
    assert.equal(platform.exitCode(), undefined);
    await clock.advance(300);

    assert.deepEqual(platform.ended, { code: 0, by: "itself" });
  });

  it("has the first code that is not 0", async () => {
    const first = attachedLife({ exit: true });
    const second = attachedLife({ exit: true, exitCode: () => 7 }, first);
    attachedLife({ exit: true, exitCode: () => 8 }, first);

    first.platform.simulate("SIGTERM");
    await first.clock.advance(1_000);

    assert.equal(second.life.state, "stopped");
    assert.equal(first.platform.ended?.code, 7);
  });

  it("has the code of the signal that forced one of them", async () => {
    const first = attachedLife({ exit: true, exitCode: () => 7 });
    const second = attachedLife({ exit: true }, first);
    second.life.onClose("stuck", stuck);

    first.platform.simulate("SIGTERM");
    await first.clock.advance(1_000);
    first.platform.simulate("SIGINT");
    await first.clock.advance(5_000);

    assert.equal(first.platform.ended?.code, 130);
  });

  it("does not wait for a life that never asked for it, nor for one that is released", async () => {
    const first = attachedLife({ exit: true });
    const embedded = attachedLife({}, first);
    embedded.life.onClose("stuck", stuck);
    const released = attachedLife({ exit: true }, first);
    const { clock, platform } = first;

    void first.life.shutdown();
    await clock.advance(1_000);
    assert.equal(platform.exitCode(), undefined);
    released.attachment();
    await clock.advance(1_000);

    assert.deepEqual(platform.ended, { code: 0, by: "itself" });
  });
});
