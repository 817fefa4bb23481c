import type { z } from "zod";

/** The part of a schema's parameters that says what was expected and what was got. */
interface Expectation {
  readonly error: (issue: z.core.$ZodRawIssue) => string | undefined;
}

/** Makes the message of a schema. What it says of unknown keys is left to the schema. */
export function mustBe(expected: string): Expectation {
  return {
    error: ({ code, input }) =>
      code === "unrecognized_keys" ? undefined : `must be ${expected}, got ${shown(input)}`,
  };
}

/** No option has a longer value; what is longer got there by mistake, and may be a secret. */
const LONGEST_SHOWN = 20;

function shown(given: unknown): string {
  if (typeof given === "string") {
    if (given.length > LONGEST_SHOWN) return `a text of ${given.length} characters`;
    return JSON.stringify(given);
  }
  if (typeof given === "number" || typeof given === "boolean" || given === null) return `${given}`;
  return Array.isArray(given) ? "an array" : `a value of type ${typeof given}`;
}
