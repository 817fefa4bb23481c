import assert from "node:assert/strict";
import { QuiesceError } from "../../../src/check/mod.ts";

/** Accepts the error that names an option. For `assert.throws`. */
export function badOption(option: string): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof QuiesceError, String(error));
    assert.equal(error.code, "BAD_OPTION");
    assert.match(error.message, new RegExp(`^Cannot .*: "${option}" must be `));
    return true;
  };
}
