import { positive, wholeNumber } from "../check/mod.ts";
import { type Durations, durationsOf } from "./durations.ts";
import { finite } from "./option.ts";

/** How a load balancer looks after its instances. */
export interface CheckOptions {
  /** The time between two checks: `inter` of HAProxy. */
  readonly intervalMs: number;
  /** How many checks in a row must fail: `fall` of HAProxy. At least 1. */
  readonly fall: number;
  /** How long a check takes to be answered, at most. Default: 0. */
  readonly answerMs?: number | undefined;
}

const ACTION = "tell the lag of checks";

/**
 * How long a load balancer goes on sending after readiness is red, when it asks each instance
 * itself. The first check that fails comes at any moment of an interval, all equally likely, and
 * `fall - 1` further intervals pass until the balancer believes it.
 *
 * @throws {QuiesceError} `BAD_OPTION` when a number is out of its range
 *
 * @example Two checks, two seconds apart
 * ```ts
 * import { lagOfChecks } from "quiesce/capacity";
 *
 * const lag = lagOfChecks({ intervalMs: 2_000, fall: 2 });
 * console.assert(lag.quantile(0) === 2_000 && lag.quantile(1) === 4_000);
 * console.assert(lag.meanMs === 3_000);
 * ```
 */
export function lagOfChecks(options: CheckOptions): Durations {
  const fall = wholeNumber(ACTION, "fall", options.fall, 1);
  const answerMs = finite(ACTION, "answerMs", options.answerMs ?? 0);
  const everyMs = positive(ACTION, "intervalMs", options.intervalMs) + answerMs;
  const toMs = fall * everyMs + answerMs;
  const part = { fromMs: toMs - everyMs, toMs, share: 1 };
  return durationsOf([part], { observed: Infinity, maxMs: toMs });
}
