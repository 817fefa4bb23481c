import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Activity } from "../../../src/http/activity.ts";
import { handClock } from "../../../src/testing/mod.ts";

describe("Activity", () => {
  it("is quiet until something comes, and again when nothing has come for 400 ms", async () => {
    const clock = handClock();
    const activity = new Activity(clock);
    assert.ok(activity.isQuiet());

    activity.note();
    assert.ok(!activity.isQuiet());
    await clock.advance(400);

    assert.ok(activity.isQuiet());
  });

  it("costs an idle server no time", async () => {
    const clock = handClock();

    await new Activity(clock).still(() => false);

    assert.equal(clock.nowMs(), 0);
  });

  it("looks even when clients that were just there are silent", async () => {
    const clock = handClock();
    const activity = new Activity(clock);
    activity.note();
    await clock.advance(500);
    let stillAtMs = -1;
    void activity.still(() => false).then(() => (stillAtMs = clock.nowMs()));

    await clock.advance(1_000);

    assert.equal(stillAtMs, 700);
  });

  it("waits until nothing new has come for about 200 ms", async () => {
    const clock = handClock();
    const activity = new Activity(clock);
    activity.note();
    let stillAtMs = -1;
    void activity.still(() => false).then(() => (stillAtMs = clock.nowMs()));

    await clock.advance(40);
    activity.note();
    await clock.advance(1_000);

    assert.equal(stillAtMs, 250);
  });

  it("does not wait longer than a second for clients that never stop", async () => {
    const clock = handClock();
    const activity = new Activity(clock);
    activity.note();
    let stillAtMs = -1;
    void activity.still(() => false).then(() => (stillAtMs = clock.nowMs()));

    for (let turn = 0; turn < 120; turn += 1) {
      activity.note();
      await clock.advance(10);
    }

    assert.equal(stillAtMs, 1_000);
  });

  it("takes a time in which the process was not awake for no stillness", async () => {
    const hand = handClock();
    let asleepMs = 0;
    const clock = { ...hand, nowMs: () => hand.nowMs() + asleepMs };
    const activity = new Activity(clock);
    activity.note();
    let isStill = false;
    void activity.still(() => false).then(() => (isStill = true));

    await hand.advance(200);
    asleepMs = 150;
    await hand.advance(200);
    assert.ok(!isStill);
    await hand.advance(20);

    assert.ok(isStill);
  });

  it("does not wait when it is over", async () => {
    const clock = handClock();
    const activity = new Activity(clock);
    activity.note();

    await activity.still(() => true);

    assert.equal(clock.nowMs(), 0);
  });
});
