import { badOption } from "../check/mod.ts";
import type { Durations } from "./durations.ts";

/** Checks a time or a rate that must have an end: a finite number, zero or more. */
export function finite(action: string, option: string, given: unknown): number {
  if (typeof given === "number" && given >= 0 && given !== Infinity) return given;
  throw badOption(action, option, "a finite number of zero or more", given);
}

/** Checks a limit that nobody may have stated: `Infinity` then. */
export function limit(action: string, option: string, given: unknown, longestMs: number): number {
  if (typeof given === "number" && given >= longestMs) return given;
  throw badOption(action, option, `a number of at least ${longestMs}, the longest seen`, given);
}

/** Checks a distribution. */
export function distribution(action: string, option: string, given: unknown): Durations {
  if (isDurations(given)) return given;
  throw badOption(action, option, "what durationsFrom or its like returns", given);
}

function isDurations(given: unknown): given is Durations {
  return typeof given === "object" && given !== null && "excessMs" in given && "parts" in given;
}
