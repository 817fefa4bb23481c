import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle } from "../../../src/core/lifecycle.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";

function forever(): Promise<never> {
  return new Promise(() => {});
}

describe("what a scope has left behind", () => {
  it("is open still, and is in the report of a later shutdown, which does not wait for it", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 10_000 });
    const job = life.scope.child("job", { timeoutMs: 100 });
    job.spawn("deaf", forever);
    const closing = job.close();
    await clock.advance(100 + life.scope.unwindMs);
    assert.equal((await closing).end, "timed-out");

    assert.deepEqual(life.scope.open(), []);
    assert.deepEqual(life.open().map(({ path }) => path), ["/job/deaf"]);
    const ending = life.shutdown();
    await clock.advance(0);

    const report = await ending;
    assert.deepEqual(report.unstopped.map(({ path, kind }) => [path, kind]), [[
      "/job/deaf",
      "task",
    ]]);
    assert.deepEqual([report.exitCode, report.tookMs], [124, 0]);
  });

  it("is forgotten once it has ended after all", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock });
    const held = Promise.withResolvers<void>();
    const job = life.scope.child("job");
    job.spawn("late", () => held.promise);
    job.abort();
    const closing = job.close();
    await clock.advance(life.scope.unwindMs);
    await closing;

    held.resolve();
    await clock.advance(0);

    assert.deepEqual(life.open(), []);
    assert.equal((await life.shutdown()).exitCode, 0);
  });

  it("is not told twice when it is left by the shutdown itself", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 1_000 });
    life.scope.child("jobs").spawn("deaf", forever);

    const ending = life.shutdown();
    await clock.advance(1_000);

    const { unstopped, cut } = await ending;
    assert.deepEqual(unstopped.map(({ path }) => path), ["/jobs", "/jobs/deaf"]);
    assert.deepEqual(cut.map(({ path }) => path), ["/jobs", "/jobs/deaf"]);
  });

  it("keeps what was cut in the report, though it obeyed", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 1_000 });
    life.scope.spawn("fetch", (scope) => {
      scope.status("page 7");
      return new Promise((_resolve, reject) => void scope.onAbort(reject));
    });

    const ending = life.shutdown();
    await clock.advance(1_000);

    const { cut, unstopped, exitCode } = await ending;
    assert.deepEqual(cut.map(({ path, status }) => [path, status]), [["/fetch", "page 7"]]);
    assert.deepEqual([unstopped, exitCode], [[], 124]);
  });
});
