import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lastWords } from "../../../../src/verify/run/last-words.ts";

const EXIT = { atMs: 0, code: 1, signal: null };

/** What is told of one that ended with 1 and had printed this. */
function told(stderr: readonly string[], stdout: readonly string[] = []): readonly string[] {
  const lines = (texts: readonly string[]) => texts.map((text) => ({ text, atMs: 0 }));
  return lastWords({ exit: EXIT, stderr: lines(stderr), stdout: lines(stdout) }).split("\n");
}

function numbered(count: number, word: string): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${word} ${at + 1}`);
}

describe("lastWords", () => {
  it("has the first and the last lines of each output: errors begin with what is wrong", () => {
    const [first, ...rest] = told(numbered(30, "error"), numbered(12, "log"));

    assert.equal(first, " with 1, and had said");
    assert.deepEqual(rest.map((line) => line.trim()), [
      ...numbered(5, "log"),
      "… 2 more …",
      ...numbered(12, "log").slice(-5),
      ...numbered(5, "error"),
      "… 20 more …",
      ...numbered(30, "error").slice(-5),
    ]);
  });

  it("leaves empty lines out, and cuts none that a person can read", () => {
    const path = `/${"folder/".repeat(40)}`;

    assert.deepEqual(told(["", `Cannot find module '${path}'`, " "]).slice(1), [
      `  Cannot find module '${path}'`,
    ]);
  });

  it("says what to do when a port was taken, in whatever language", () => {
    const sayings = [
      "Error: listen EADDRINUSE: address already in use :::3000",
      "AddrInUse: Address already in use (os error 98)",
      "OSError: [Errno 98] Address already in use",
      "listen tcp :3000: bind: address already in use",
      "Failed to start server. Is port 3000 in use?",
    ];
    for (const saying of sayings) {
      assert.match(told([saying])[0] ?? "", /^ with 1; its port was taken.+--jobs 1 or --url, and/);
    }
    assert.doesNotMatch(told(["no database at port 3000"])[0] ?? "", /--jobs/);
  });

  it("says that nothing was said", () => {
    assert.deepEqual(told([]), [" with 1, and said nothing"]);
  });
});
