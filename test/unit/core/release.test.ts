import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { release } from "../../../src/core/release.ts";

describe("release", () => {
  it("undoes nothing before it is called", () => {
    let undone = 0;

    release(() => undone += 1);

    assert.equal(undone, 0);
  });

  it("undoes once, however often it is called", () => {
    let undone = 0;
    const undo = release(() => undone += 1);

    undo();
    undo();

    assert.equal(undone, 1);
  });

  it("is a disposable of the same undo", () => {
    let undone = 0;
    const undo = release(() => undone += 1);

    undo[Symbol.dispose]();
    undo();

    assert.equal(undone, 1);
  });

  it("gives an error of the undo to its caller, and counts as called", () => {
    const undo = release(() => {
      throw new Error("broken undo");
    });

    assert.throws(undo, { message: "broken undo" });
    assert.doesNotThrow(undo);
  });

  it("does nothing when it is called from within its own undo", () => {
    let undone = 0;
    const undo = release(() => {
      undone += 1;
      undo();
    });

    undo();

    assert.equal(undone, 1);
  });
});
