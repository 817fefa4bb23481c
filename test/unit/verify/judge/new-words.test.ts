import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hasNewWords } from "../../../../src/verify/judge/new-words.ts";
import type { Line } from "../../../../src/verify/subject/printed.ts";

const SIGNAL_MS = 1_000;

/** Lines before the signal and after it. */
function linesOf(before: readonly string[], after: readonly string[]): readonly Line[] {
  const at = (atMs: number) => (text: string): Line => ({ text, atMs });
  return [...before.map(at(SIGNAL_MS - 1)), ...after.map(at(SIGNAL_MS))];
}

describe("hasNewWords", () => {
  const has = (before: readonly string[], after: readonly string[]): boolean =>
    hasNewWords(linesOf(before, after), SIGNAL_MS);

  it("is true of one that says something of the signal", () => {
    assert.equal(has(["listening on 80"], ["cleaned up"]), true);
    assert.equal(has([], ["cleaned up"]), true);
    assert.equal(has(["GET / 200"], ["GET / 200", "stopping", "GET / 200"]), true);
  });

  it("is false of one that goes on with what it said before, until it is cut", () => {
    assert.equal(has(["listening on 80"], []), false);
    assert.equal(has(["GET / 200 in 17 ms"], ["GET / 200 in 8 ms", "GET / 503 in 2 ms"]), false);
    assert.equal(has(["GET / 200 in 17 ms"], ["GET / 200 in 8 ms", "GET / 2"]), false);
  });
});
