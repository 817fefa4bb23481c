import assert from "node:assert/strict";
import { it } from "node:test";
import * as fc from "fast-check";
import type { HookFunction, HookOptions } from "../../../src/core/hook.ts";
import { Lifecycle } from "../../../src/core/lifecycle.ts";
import type { Report } from "../../../src/core/report.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";

type Ways = "onAnnounce" | "onDrain" | "onCompensate" | "onClose" | "onFlush";

/** A hook as data. It is done after `lastsMs`, which may be never, or throws then. */
interface Drawn {
  readonly way: Ways;
  readonly lastsMs: number;
  readonly throws: boolean;
  readonly timeoutMs: number | undefined;
  readonly independent: boolean;
}

interface Scene {
  readonly graceMs: number;
  readonly hooks: readonly Drawn[];
  readonly stuckTasks: number;
  readonly stuckLeases: number;
  readonly forcedAtMs: number | undefined;
  readonly wasReady: boolean;
}

const lastsMs = fc.constantFrom(0, 1, 7, 30, 200, Infinity, Infinity);

const scene: fc.Arbitrary<Scene> = fc.record({
  graceMs: fc.constantFrom(50, 400),
  hooks: fc.array(
    fc.record({
      way: fc.constantFrom<Ways[]>("onAnnounce", "onDrain", "onCompensate", "onClose", "onFlush"),
      lastsMs,
      throws: fc.boolean(),
      timeoutMs: fc.option(lastsMs, { nil: undefined }),
      independent: fc.boolean(),
    }),
    { maxLength: 8 },
  ),
  stuckTasks: fc.nat(2),
  stuckLeases: fc.nat(2),
  forcedAtMs: fc.option(fc.nat(200), { nil: undefined }),
  wasReady: fc.boolean(),
});

it(
  "ends within the budget and calls every hook once, whatever they do",
  { timeout: 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(scene, async (drawn) => {
        const { report, calls } = await play(drawn);

        assert.ok(report, "there is a report when the time is over");
        assert.ok(report.tookMs <= drawn.graceMs + 1e-6, `it took ${report.tookMs} ms`);
        assert.deepEqual(calls, drawn.hooks.map(() => 1));
        assert.equal(report.hooks.length, drawn.hooks.length);
        assertTruth(drawn, report);
      }),
      { numRuns: 60 },
    );
  },
);

async function play(
  { graceMs, hooks, stuckTasks, stuckLeases, forcedAtMs, wasReady }: Scene,
): Promise<{ report: Report | undefined; calls: readonly number[] }> {
  const clock = handClock();
  const life = new Lifecycle({ clock, graceMs });
  if (wasReady) life.ready();
  const calls = hooks.map(() => 0);
  hooks.forEach(({ way, lastsMs, throws, timeoutMs, independent }, at) => {
    const run: HookFunction = async () => {
      calls[at] = (calls[at] ?? 0) + 1;
      await new Promise<void>((resolve) => void clock.after(lastsMs, resolve));
      if (throws) throw new Error("broken");
    };
    const options: HookOptions = {
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(independent && { after: [] }),
    };
    life[way](`hook ${at}`, run, options);
  });
  for (let at = 0; at < stuckTasks; at += 1) life.scope.spawn("stuck", () => new Promise(() => {}));
  for (let at = 0; at < stuckLeases; at += 1) life.gate.enter();
  let report: Report | undefined;
  void life.shutdown().then((given) => report = given);
  if (forcedAtMs !== undefined) clock.after(forcedAtMs, () => void life.force());
  await clock.advance(graceMs);
  return { report, calls };
}

function assertTruth({ stuckTasks, stuckLeases }: Scene, report: Report): void {
  const bad = report.hooks.filter(({ end }) => end !== "done");
  const isOrderly = bad.length === 0 && stuckTasks + stuckLeases === 0 && !report.forced;
  assert.equal(report.exitCode === 0, isOrderly);
}
