import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { liveView, type LiveViewOptions } from "../../../adapters/terminal/mod.ts";
import { Lifecycle } from "../../../src/core/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";
import { attachedLife, stuck } from "../host/attached-life.ts";

/** The lines that a run writes to stderr by the console. */
async function linesOf(run: () => Promise<unknown>): Promise<string[]> {
  const lines: string[] = [];
  const { error } = console;
  console.error = (line: string) => void lines.push(line);
  try {
    await run();
  } finally {
    console.error = error;
  }
  return lines;
}

describe("liveView without a terminal", () => {
  it("writes a line for each phase: what is left, and what is open by name and age", async () => {
    const { clock, life, platform } = attachedLife({ exit: true });
    liveView(life, { plain: true });
    const lease = life.gate.lease("GET /slow\n", { sinceMs: clock.nowMs() });
    life.gate.enter();
    life.onAnnounce("registry", () => {});
    await clock.advance(2_000);

    const lines = await linesOf(async () => {
      platform.simulate("SIGTERM");
      await clock.advance(3_000);
      lease?.release();
      life.gate.leave();
      await clock.advance(0);
    });

    const open = 'open: GET /slow\u{fffd} (2 s), 1 in gate "work"';
    assert.deepEqual(lines, [
      `quiesce: announcing, 10 s of 10 s left, ${open}`,
      `quiesce: draining, 10 s of 10 s left, ${open}`,
      "quiesce: compensating, 7 s of 10 s left",
      "quiesce: closing, 7 s of 10 s left",
      "quiesce: flushing, 7 s of 10 s left",
    ]);
  });

  it("names the oldest, and no scope that is open only for what is below it", async () => {
    const { clock, life } = attachedLife();
    liveView(life, { plain: true, rows: 1 });
    life.spawn("young", stuck);
    const old = life.scope.child("orders").spawn("worker", stuck);
    await clock.advance(1_000);

    const lines = await linesOf(async () => {
      void life.shutdown();
      await clock.advance(0);
    });

    assert.equal(old.path, "/orders/worker");
    assert.match(lines[1] ?? "", /open: \/(orders\/worker|young) \(1 s\), 1 more$/);
  });

  it("writes nothing before a shutdown, nor once it was released", async () => {
    const { clock, life } = attachedLife();
    const hide = liveView(life, { plain: true });

    const lines = await linesOf(async () => {
      life.pause();
      life.resume();
      await clock.advance(1_000);
      hide();
      hide();
      void life.shutdown();
      await clock.advance(10_000);
    });

    assert.deepEqual(lines, []);
    assert.equal(life.state, "stopped");
  });

  it("begins in the middle of a shutdown, and anew after one that was called off", async () => {
    const { clock, life } = attachedLife({ delayMs: 1_000 });
    void life.shutdown();
    await clock.advance(0);
    liveView(life, { plain: true });

    const lines = await linesOf(async () => {
      await clock.advance(500);
      life.resume();
      await clock.advance(0);
      void life.shutdown();
      await clock.advance(0);
    });

    assert.deepEqual(lines, ["quiesce: announcing, 10 s of 10 s left"]);
  });

  it("does nothing for a life that has stopped", async () => {
    const life = new Lifecycle({ clock: handClock() });
    await life.shutdown();

    const lines = await linesOf(() => Promise.resolve(liveView(life)()));

    assert.deepEqual(lines, []);
  });

  const WRONG: readonly (readonly [LiveViewOptions, RegExp])[] = [
    [{ rows: -1 }, /^Cannot show the end of a life: "rows" must be a whole number of at least 0/],
    [{ plain: "yes" as never }, /"plain" must be true or false, got "yes"$/],
    [{ color: 1 as never }, /"color" must be true or false, got 1$/],
  ];
  for (const [options, message] of WRONG) {
    it(`refuses ${JSON.stringify(options)}`, () => {
      assert.throws(() => liveView(new Lifecycle(), options), { code: "BAD_OPTION", message });
    });
  }
});
