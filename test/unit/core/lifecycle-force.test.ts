import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle } from "../../../src/core/lifecycle.ts";
import { StopReason } from "../../../src/core/reason.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";

function forever(): Promise<never> {
  return new Promise(() => {});
}

describe("Lifecycle.extend", () => {
  it("grants nothing before a shutdown, and nothing without a maximum", () => {
    const life = new Lifecycle({ clock: handClock(), maxGraceMs: 50_000 });
    const fixed = new Lifecycle({ clock: handClock() });
    fixed.gate.enter();
    void fixed.shutdown();

    assert.deepEqual([life.extend(100), fixed.extend(100)], [0, 0]);
  });

  it("moves the end of everything, up to the maximum", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 1_000, maxGraceMs: 1_500 });
    const granted: number[] = [];
    life.on("budget.extended", ({ byMs }) => granted.push(byMs));
    life.gate.enter();

    const ending = life.shutdown();
    await clock.advance(800);
    const byMs = [life.extend(300), life.extend(300), life.extend(300), life.extend(0)];
    await clock.advance(500);
    assert.equal(life.signal.aborted, false);
    await clock.advance(200);
    const report = await ending;

    assert.deepEqual(byMs, [300, 200, 0, 0]);
    assert.deepEqual(granted, [300, 200]);
    assert.deepEqual([report.graceMs, life.graceMs], [1_500, 1_500]);
  });

  it("grants nothing after a force and after the end", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, maxGraceMs: 50_000 });
    life.gate.enter();
    const ending = life.force();

    assert.equal(life.extend(100), 0);
    await clock.advance(2_000);
    await ending;

    assert.equal(life.extend(100), 0);
    const ended = new Lifecycle({ maxGraceMs: 50_000 });
    await ended.shutdown();
    assert.equal(ended.extend(100), 0);
  });

  for (const ms of [-1, Number.NaN]) {
    it(`refuses ${ms} ms`, () => {
      assert.throws(() => new Lifecycle().extend(ms), {
        code: "BAD_OPTION",
        message: `Cannot extend the budget: "byMs" must be a number of zero or more, got ${ms}`,
      });
    });
  }
});

describe("Lifecycle.force", () => {
  it("starts a shutdown when there is none", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, delayMs: 1_000 });
    life.ready();

    const ending = life.force("now");
    await clock.advance(0);
    const report = await ending;

    assert.deepEqual([report.reason.message, report.forced?.message], ["now", "now"]);
    assert.deepEqual([report.tookMs, report.exitCode], [0, 1]);
  });

  it("joins the report of the shutdown, and keeps its own first reason", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock });
    const heard: string[] = [];
    life.on("shutdown.forced", ({ reason }) => heard.push(reason.message));
    life.gate.enter();

    const calls = [life.shutdown("first"), life.force("second"), life.force("third")];
    await clock.advance(2_000);
    const reports = await Promise.all(calls);

    assert.ok(reports.every((each) => each === reports[0]));
    assert.deepEqual(heard, ["second"]);
    assert.deepEqual([reports[0]?.reason.message, reports[0]?.forced?.message], [
      "first",
      "second",
    ]);
  });

  it("aborts all work with its reason", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock });
    const reason = new StopReason("hurry");
    life.gate.enter();

    void life.shutdown("first");
    await clock.advance(100);
    void life.force(reason);
    await clock.advance(0);

    assert.equal(life.signal.reason, reason);
  });

  it("still calls every hook, within its own time", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 20_000, forceMs: 500 });
    const called: string[] = [];
    life.onCompensate("a", () => called.push("a"));
    life.onClose("b", forever);
    life.onClose("c", () => called.push("c"), { after: ["b"] });
    life.onFlush("d", () => called.push("d"));
    life.scope.spawn("stuck", forever);

    const ending = life.shutdown();
    await clock.advance(1_000);
    void life.force();
    await clock.advance(600);
    const report = await ending;

    assert.deepEqual(called, ["a", "c", "d"]);
    assert.ok(report.tookMs <= 1_600);
  });

  it("hurries a hook that runs already", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 20_000, forceMs: 500 });
    life.onClose("db", forever, { timeoutMs: 10_000 });

    const ending = life.shutdown();
    await clock.advance(1_000);
    void life.force();
    await clock.advance(500);

    assert.equal((await ending).hooks[0]?.end, "timed-out");
  });

  it("changes nothing after the end", async () => {
    const life = new Lifecycle();
    const heard: string[] = [];
    const report = await life.shutdown();
    life.on("shutdown.forced", () => heard.push("forced"));

    assert.equal(await life.force(), report);
    assert.deepEqual(heard, []);
  });
});
