import { aFunction, badOption, nonNegative, positive } from "../check/mod.ts";

/** How long to wait before a task is started again. */
export interface RestartBackoff {
  /** The delay before the first restart, before jitter. Default: 100. */
  readonly minDelayMs?: number | undefined;
  /** No delay is longer, before jitter. Default: 30000. */
  readonly maxDelayMs?: number | undefined;
  /** By how much each delay is longer than the one before. At least 1. Default: 2. */
  readonly factor?: number | undefined;
  /**
   * `full` draws each delay between zero and the whole, so that tasks that failed together do not
   * come back together; `none` takes the whole. Default: `full`.
   */
  readonly jitter?: "full" | "none" | undefined;
  /** From 0 up to 1. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** Makes the function that says how long to wait before the nth restart in a row, from 1. */
export function backoffOf(action: string, options: RestartBackoff): (restart: number) => number {
  const { minDelayMs = 100, maxDelayMs = 30_000, factor = 2, jitter = "full" } = options;
  const random = aFunction(action, "random", options.random ?? Math.random);
  nonNegative(action, "minDelayMs", minDelayMs);
  nonNegative(action, "maxDelayMs", maxDelayMs);
  if (positive(action, "factor", factor) < 1) {
    throw badOption(action, "factor", "a number of at least 1", factor);
  }
  if (jitter !== "full" && jitter !== "none") {
    throw badOption(action, "jitter", '"full" or "none"', jitter);
  }
  return (restart) => {
    // `0 * Infinity` is not a number.
    const wholeMs = minDelayMs === 0 ? 0 : minDelayMs * factor ** (restart - 1);
    const delayMs = Math.min(maxDelayMs, wholeMs);
    return jitter === "full" ? delayMs * random() : delayMs;
  };
}
