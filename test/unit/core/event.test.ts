import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Events } from "../../../src/core/event.ts";

describe("Events", () => {
  it("tells the detail by name, and all together with their names", () => {
    const events = new Events(() => assert.fail());
    const heard: unknown[] = [];
    events.on("budget.extended", (detail) => heard.push(detail));
    events.on("*", (event) => heard.push(event));
    events.on("phase.started", () => assert.fail());

    events.emit("budget.extended", { byMs: 5 });

    const detail = { byMs: 5 };
    assert.deepEqual(heard, [detail, { type: "budget.extended", detail }]);
  });

  it("is an event target for everybody else", () => {
    const events = new Events(() => assert.fail());
    const heard: unknown[] = [];
    events.target.addEventListener("phase.started", (event) => {
      heard.push(event instanceof CustomEvent && event.detail);
    });

    events.emit("phase.started", { phase: "drain" });

    assert.deepEqual(heard, [{ phase: "drain" }]);
  });

  it("tells nobody who took it back", () => {
    const events = new Events(() => assert.fail());
    const release = events.on("phase.started", () => assert.fail());

    release();

    events.emit("phase.started", { phase: "drain" });
  });

  it("shuts listeners off from each other's errors", () => {
    const failures: unknown[] = [];
    const events = new Events((type, error) => failures.push([type, error]));
    let heard = 0;
    events.on("phase.started", () => {
      throw "broken";
    });
    events.on("phase.started", () => heard += 1);

    events.emit("phase.started", { phase: "drain" });

    assert.deepEqual(failures, [["phase.started", "broken"]]);
    assert.equal(heard, 1);
  });

  it("tells of an error once, though who is told of it throws as well", () => {
    const failures: unknown[] = [];
    const events: Events = new Events((from, error) => {
      failures.push([from, error]);
      events.emit("error.caught", { from, error });
    });
    events.on("*", () => {
      throw "any";
    });
    events.on("error.caught", () => {
      throw "told";
    });

    events.emit("phase.started", { phase: "drain" });

    assert.deepEqual(failures, [
      ["*", "any"],
      ["error.caught", "told"],
      ["*", "any"],
    ]);
  });
});
