import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Block, blockText } from "../../../src/leak/mod.ts";

const BLOCK: Block = {
  path: "/orders/parse",
  evidence: "heard",
  heldMs: 180.4,
  expectedMs: 50,
  endedMs: 0,
  status: undefined,
  stack: [],
};

describe("blockText", () => {
  it("says who held the loop, for how long, and what was expected", () => {
    assert.equal(
      blockText(BLOCK),
      "/orders/parse held the event loop for 180 ms, expected were 50 ms",
    );
  });

  it("adds the last status and the stack, a line each", () => {
    const block = { ...BLOCK, status: "file 3", stack: ["sum (a.js:1:2)", "b.js:3:4"] };

    assert.deepEqual(blockText(block).split("\n").slice(-3), [
      '/orders/parse held the event loop for 180 ms, expected were 50 ms, last status "file 3"',
      "    at sum (a.js:1:2)",
      "    at b.js:3:4",
    ]);
  });

  it("does not accuse when it only guesses", () => {
    assert.match(blockText({ ...BLOCK, evidence: "before" }), /^somebody held .*last heard of was/);
    assert.match(
      blockText({ ...BLOCK, evidence: "nobody", path: undefined }),
      /^many held the event loop one after the other, together for 180 ms/,
    );
    assert.match(
      blockText({ ...BLOCK, evidence: "seen", path: undefined }),
      /^code outside of any task held/,
    );
  });
});
