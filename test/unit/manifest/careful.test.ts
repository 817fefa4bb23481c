import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkManifests } from "../../../src/manifest/mod.ts";
import { CAREFUL } from "./careful.ts";
import { budgetOf, checked, places } from "./checked.ts";

describe("careful manifests", () => {
  for (const [file, text] of Object.entries(CAREFUL)) {
    it(`${file} has no finding`, () => {
      const result = checked(text, budgetOf(), file);

      assert.deepEqual(result.unread, []);
      assert.deepEqual(places(result), []);
      assert.ok(result.checked.length > 0);
    });
  }

  it("have none without a budget either, and it is said what nobody knows", () => {
    const files = Object.entries(CAREFUL).map(([file, text]) => ({ file, text }));

    const result = checkManifests(files);

    assert.deepEqual(places(result), []);
    assert.match(result.notes.join(), /^No budget was given/);
  });
});
