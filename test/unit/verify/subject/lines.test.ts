import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lines } from "../../../../src/verify/subject/lines.ts";

describe("lines()", () => {
  it("cuts at line ends, wherever the pieces are divided", () => {
    const text = "one\ntwo\r\n\nlast";
    for (let at = 0; at <= text.length; at += 1) {
      const seen: string[] = [];
      const cutter = lines((line) => seen.push(line));
      cutter.push(text.slice(0, at));
      cutter.push(text.slice(at));
      assert.equal(cutter.rest, "last");
      cutter.end();

      assert.deepEqual(seen, ["one", "two", "", "last"], `divided at ${at}`);
    }
  });

  it("cuts what never ends into lines, in whatever pieces it comes", () => {
    for (const piece of [1, 1_000, 200_000]) {
      const seen: number[] = [];
      const cutter = lines((line) => seen.push(line.length));
      for (let sent = 0; sent < 200_000; sent += piece) cutter.push("x".repeat(piece));
      cutter.end();

      assert.deepEqual(seen, [65_536, 65_536, 65_536, 200_000 - 3 * 65_536], `in ${piece}`);
    }
  });

  it("hands on nothing at the end when nothing is left", () => {
    const seen: string[] = [];
    const cutter = lines((line) => seen.push(line));
    cutter.push("whole\n");
    cutter.end();
    cutter.end();

    assert.deepEqual(seen, ["whole"]);
  });
});
