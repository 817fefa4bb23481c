import assert from "node:assert/strict";
import process from "node:process";
import { describe, it } from "node:test";
import { tooOld, type Versions } from "../../../src/cli/too-old.ts";

describe("tooOld", () => {
  const OLD: readonly (readonly [versions: Versions, message: string])[] = [
    [{ node: "20.20.2" }, "Cannot run: quiesce needs Node 22 or newer, this is 20.20.2"],
    [
      { node: "24.3.0", bun: "1.3.9" },
      "Cannot run: quiesce needs Bun 1.4 or newer, this is 1.3.9",
    ],
    [
      { node: "20.11.1", deno: "1.46.3" },
      "Cannot run: quiesce needs Deno 2.9 or newer, this is 1.46.3",
    ],
  ];

  for (const [versions, message] of OLD) {
    it(`says what is needed instead of ${JSON.stringify(versions)}`, () => {
      assert.equal(tooOld(versions), message);
    });
  }

  const NEW: readonly Versions[] = [
    { node: "22.0.0" },
    { node: "26.10.0" },
    // Both say of themselves which Node they are like.
    { node: "20.0.0", bun: "1.4.0" },
    { node: "20.0.0", deno: "2.10.0" },
    // A runtime that says nothing is not refused.
    {},
    process.versions,
  ];

  for (const versions of NEW) {
    it(`refuses nothing of ${JSON.stringify(versions).slice(0, 40)}`, () => {
      assert.equal(tooOld(versions), undefined);
    });
  }
});
