import { QuiesceError } from "../core/mod.ts";

/** The error for an option that is not what was expected. */
export function badOption(
  action: string,
  option: string,
  expected: string,
  given: unknown,
): QuiesceError {
  const got = typeof given === "string" ? JSON.stringify(given) : describe(given);
  return new QuiesceError(
    "BAD_OPTION",
    `Cannot ${action}: "${option}" must be ${expected}, got ${got}`,
  );
}

/** Checks a time: a number, zero or more, `Infinity` allowed. */
export function nonNegativeMs(action: string, option: string, given: unknown): number {
  if (typeof given === "number" && given >= 0) return given;
  throw badOption(action, option, "a number of zero or more", given);
}

function describe(given: unknown): string {
  if (given === null || typeof given === "number" || typeof given === "boolean") return `${given}`;
  return `a value of type ${typeof given}`;
}
