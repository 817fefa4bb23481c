import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fakePlatform, handClock } from "../../../src/testing/mod.ts";

describe("fakePlatform", () => {
  it("delivers a signal to those who listen, until released", () => {
    const platform = fakePlatform({ pid: 1 });
    let calls = 0;
    const undo = platform.onSignal("SIGTERM", () => calls += 1);

    assert.equal(platform.simulate("SIGTERM"), true);
    assert.equal(platform.simulate("SIGINT"), false);
    undo();
    assert.equal(platform.simulate("SIGTERM"), false);

    assert.equal(calls, 1);
    assert.equal(platform.pid, 1);
  });

  it("refuses a signal that it does not have", () => {
    const platform = fakePlatform();

    assert.throws(() => platform.simulate("SIGBOGUS"), { code: "BAD_OPTION" });
    assert.throws(() => platform.onSignal("toString", () => {}), { code: "BAD_OPTION" });
  });

  it("delivers faults and idleness", () => {
    const platform = fakePlatform();
    const heard: unknown[] = [];
    platform.onFault((fault) => heard.push(fault));
    platform.onIdle(() => heard.push("idle"));

    platform.fault("unhandledRejection", "why");
    platform.idle();

    assert.deepEqual(heard, [{ kind: "unhandledRejection", error: "why" }, "idle"]);
  });

  it("remembers only the first exit, and every line", () => {
    const platform = fakePlatform();

    platform.warn("a line");
    platform.exit(3);
    platform.exit(4);

    assert.deepEqual(platform.ended, { code: 3, by: "exit" });
    assert.deepEqual(platform.warnings, ["a line"]);
  });

  it("ends by itself, by the code that was set, when nothing holds it", async () => {
    const clock = handClock();
    const platform = fakePlatform({ clock });

    platform.setExitCode(5);
    platform.afterUnref(100, () => assert.fail("outlived its process"));
    await clock.advance(100);

    assert.deepEqual(platform.ended, { code: 5, by: "itself" });
  });

  it("lives on as long as it is held", async () => {
    const clock = handClock();
    const platform = fakePlatform({ clock });
    let calls = 0;
    const letGo = platform.hold();

    platform.afterUnref(100, () => calls += 1);
    await clock.advance(100);
    letGo();

    assert.equal(platform.ended, undefined);
    assert.equal(calls, 1);
    assert.equal(platform.holds, 0);
  });
});
