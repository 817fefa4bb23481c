import { aFunction, badOption, nonNegative, positive } from "../check/mod.ts";

/** How long to wait between two attempts. */
export interface BackoffOptions {
  /** The delay after the first failure, before jitter. Default: 100. */
  readonly minDelayMs?: number | undefined;
  /** No delay is longer, before jitter. Default: 30000. */
  readonly maxDelayMs?: number | undefined;
  /** By how much each delay is longer than the one before. At least 1. Default: 2. */
  readonly factor?: number | undefined;
  /**
   * `full` draws each delay between zero and the whole, `none` takes the whole; a function returns
   * the delay in milliseconds. Default: `full`, which of the kinds compared in "Exponential Backoff
   * And Jitter" (AWS Architecture Blog, 2015) has callers collide least.
   */
  readonly jitter?: "full" | "none" | Jitter | undefined;
  /** From 0 up to 1. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** Makes the delay out of what the backoff says and of what failed. */
export type Jitter = (delayMs: number, failure: Failure) => number;

/** A failed attempt. */
export interface Failure {
  /** What was thrown. */
  readonly error: unknown;
  /** 1 is the first. */
  readonly attempt: number;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** Makes the function that says how long to wait after a failure. */
export function backoff(options: BackoffOptions): (error: unknown, attempt: number) => number {
  const { minDelayMs = 100, maxDelayMs = 30_000, factor = 2, random = Math.random } = options;
  nonNegative("retry", "minDelayMs", minDelayMs);
  nonNegative("retry", "maxDelayMs", maxDelayMs);
  if (positive("retry", "factor", factor) < 1) {
    throw badOption("retry", "factor", "a number of at least 1", factor);
  }
  const jitter = jitterOf(options.jitter ?? "full");
  return (error, attempt) => {
    // `0 * Infinity` is not a number.
    const wholeMs = minDelayMs === 0 ? 0 : minDelayMs * factor ** (attempt - 1);
    const delayMs = Math.min(maxDelayMs, wholeMs);
    return jitter(delayMs, { error, attempt, random });
  };
}

function jitterOf(jitter: "full" | "none" | Jitter): Jitter {
  if (jitter === "full") return (delayMs, { random }) => delayMs * random();
  if (jitter === "none") return (delayMs) => delayMs;
  return aFunction("retry", "jitter", jitter);
}
