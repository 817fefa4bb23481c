import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hintsOf } from "../../../adapters/terminal/hint.ts";

describe("hintsOf", () => {
  it("names the next step that has an effect, and how many presses it takes", () => {
    const first = (...given: Parameters<typeof hintsOf>): string | undefined =>
      hintsOf(...given)[0];

    assert.equal(
      first(["force", "exit"], false),
      "press Ctrl-C again to cut what is open and hurry",
    );
    assert.equal(first(["exit"], true), "press Ctrl-C again to end at once");
    assert.equal(
      first(["shutdown", "force", "exit"], false),
      "press Ctrl-C twice to cut what is open and hurry",
    );
    assert.equal(
      first(["shutdown", "force", "exit"], true),
      "press Ctrl-C three times to end at once",
    );
    assert.equal(first(["force", "exit"], true), "press Ctrl-C twice to end at once");
  });

  it("promises nothing when nothing would happen", () => {
    assert.deepEqual(hintsOf([], false), []);
    assert.deepEqual(hintsOf(["shutdown", "force"], true), []);
  });

  it("goes from the longest to the shortest", () => {
    const lengths = hintsOf(["exit"], false).map(({ length }) => length);

    assert.deepEqual(lengths, lengths.toSorted((a, b) => b - a));
    assert.ok(lengths.at(-1) as number < 20);
  });
});
