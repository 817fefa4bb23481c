import { QuiesceError } from "./error.ts";

/** Checks a time or a count: a number, zero or more, `Infinity` allowed. */
export function nonNegative(action: string, option: string, given: unknown): number {
  if (typeof given === "number" && given >= 0) return given;
  throw badOption(action, option, "a number of zero or more", given);
}

/** Checks a time that must end: a finite number above zero. */
export function positive(action: string, option: string, given: unknown): number {
  if (typeof given === "number" && given > 0 && given !== Infinity) return given;
  throw badOption(action, option, "a finite number above zero", given);
}

/** Checks a count: a whole number of at least `least`; no `Infinity`. */
export function wholeNumber(action: string, option: string, given: unknown, least = 0): number {
  if (Number.isInteger(given) && (given as number) >= least) return given as number;
  throw badOption(action, option, `a whole number of at least ${least}`, given);
}

/** Checks a function. */
export function aFunction<F>(action: string, option: string, given: F): F {
  if (typeof given === "function") return given;
  throw badOption(action, option, "a function", given);
}

/** The error for an option that is not what was expected. */
export function badOption(
  action: string,
  option: string,
  expected: string,
  given: unknown,
): QuiesceError {
  const message = `Cannot ${action}: "${option}" must be ${expected}, got ${describe(given)}`;
  return new QuiesceError("BAD_OPTION", message);
}

function describe(given: unknown): string {
  if (typeof given === "string") return JSON.stringify(given);
  if (given === null || typeof given === "number" || typeof given === "boolean") return `${given}`;
  if (Array.isArray(given) && given.length === 0) return "an empty array";
  return `a value of type ${typeof given}`;
}
