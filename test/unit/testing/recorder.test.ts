import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle } from "../../../src/core/mod.ts";
import { recorder } from "../../../src/testing/mod.ts";

describe("recorder", () => {
  it("names what happened, in its order", async () => {
    const life = new Lifecycle();
    const recorded = recorder(life);
    life.onClose("database", () => {});

    life.ready();
    await life.shutdown();

    assert.deepEqual(recorded.names(), [
      "state.changed ready",
      "shutdown.requested",
      "state.changed announcing",
      "phase.started announce",
      "phase.ended announce",
      "state.changed draining",
      "phase.started drain",
      "gate.closed work",
      "gate.idle work",
      "phase.ended drain",
      "state.changed compensating",
      "phase.started compensate",
      "phase.ended compensate",
      "state.changed closing",
      "phase.started close",
      "hook.started close/database",
      "hook.settled close/database done",
      "phase.ended close",
      "state.changed flushing",
      "phase.started flush",
      "phase.ended flush",
      "state.changed stopped",
      "stopped",
    ]);
  });

  it("keeps the details, and names an error by its origin", () => {
    const life = new Lifecycle();
    const recorded = recorder(life);

    life.caught("somewhere", "why");

    assert.deepEqual(recorded.names(), ["error.caught somewhere"]);
    assert.deepEqual(recorded.events[0]?.detail, { from: "somewhere", error: "why" });
  });

  it("stops when it is released, and keeps what it has", () => {
    const life = new Lifecycle();
    const recorded = recorder(life);

    life.ready();
    recorded.release();
    life.pause();

    assert.deepEqual(recorded.names(), ["state.changed ready"]);
  });
});
