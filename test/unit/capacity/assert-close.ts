import assert from "node:assert/strict";

/** Fails when two numbers are further apart than `by`. */
export function assertClose(got: number, expected: number, by: number): void {
  assert.ok(Math.abs(got - expected) <= by, `${got} is not within ${by} of ${expected}`);
}
