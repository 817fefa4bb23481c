import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/mod.ts";
import { detectLeaks } from "../../../src/leak/mod.ts";
import { attachedLife, stuck } from "./attached-life.ts";

describe("dump", () => {
  it("shows the state, the gates, the tree and what the runtime knows, and ends nothing", async () => {
    const { clock, platform, life } = attachedLife({
      exit: true,
      fake: { held: ["TCPServerWrap", "Timeout x2"] },
    });
    life.gate.lease("GET /slow", { sinceMs: clock.nowMs() });
    life.createGate("queue").lease("job 7");
    life.scope.child("jobs").spawn("patient", (scope) => {
      scope.status("page 3");
      return stuck();
    });
    await clock.advance(1_200);

    platform.simulate("SIGQUIT");

    const lines = platform.warnings.map((line) =>
      line.replace(/, [^ ]*dump\.test\.ts:\d+:\d+$/, ", here")
    );
    assert.deepEqual(lines, [
      "quiesce: ready, nobody asked it to end",
      "quiesce:   gate work, open: 1 in flight, 0 long-lived",
      "quiesce:     GET /slow, 1200 ms",
      "quiesce:   gate queue, open: 1 in flight, 0 long-lived",
      "quiesce:     job 7",
      "quiesce:   scope /jobs",
      'quiesce:   task /jobs/patient, 1200 ms, last said "page 3", here',
      "quiesce:   held by TCPServerWrap, Timeout x2",
    ]);
    assert.equal(life.state, "ready");
    assert.equal(platform.ended, undefined);
  });

  it("shows the phase, the hooks that run, and the time that is left", async () => {
    const { clock, platform, life } = attachedLife();
    life.onClose("older", () => {});
    life.onClose("stuck", stuck);
    life.onClose("newer", () => {});

    platform.simulate("SIGTERM");
    await clock.advance(100);
    platform.simulate("SIGQUIT");

    assert.deepEqual(platform.warnings, [
      "quiesce: closing, phase close, close/stuck, 9800 ms left",
      "quiesce:   gate work, closed: 0 in flight, 0 long-lived",
      "quiesce:   hook close/stuck, 100 ms",
    ]);
    assert.equal(life.state, "closing");
  });

  it("shows what a leak detector knows of the whole process", async () => {
    const { clock, platform, life } = attachedLife();
    const detector = detectLeaks({ clock });
    try {
      const elsewhere = new Scope("elsewhere", { clock });
      await clock.advance(60_000);

      platform.simulate("SIGQUIT");

      const lines = platform.warnings.slice(2).map((line) =>
        line.replace(/, [^,]*dump\.test\.ts:\d+:\d+$/, "")
      );
      assert.deepEqual(lines, [
        "quiesce:   in the whole process",
        "quiesce:     1 open, 1 leak",
        "quiesce:       scope /elsewhere, 60 s",
        'quiesce:     leak: scope "/elsewhere" was not closed in 60 s',
      ]);
      assert.deepEqual([elsewhere.isClosed, life.state], [false, "ready"]);
    } finally {
      detector.release();
    }
  });
});
