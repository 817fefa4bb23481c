import { badOption } from "../check/mod.ts";
import { type Durations, durationsOf } from "./durations.ts";
import { finite, limit } from "./option.ts";

/** What is known of durations besides those that were seen. */
export interface DurationsOptions {
  /**
   * No duration can be longer, since something ends it: a time limit of the server or of the load
   * balancer. Default: `Infinity`, nobody knows.
   */
  readonly maxMs?: number | undefined;
}

const ACTION = "read durations";

/**
 * The distribution of durations that were measured, each of the same weight. In milliseconds, in any
 * order.
 *
 * @throws {QuiesceError} `BAD_OPTION` when there is none, one is negative or not finite, or one is
 *   longer than `maxMs`
 *
 * @example Half of them end within 20 ms
 * ```ts
 * import { durationsFrom } from "quiesce/capacity";
 *
 * const durations = durationsFrom([10, 20, 30, 1_000]);
 * console.assert(durations.quantile(0.5) === 20);
 * console.assert(durations.tail(30) === 0.25);
 * ```
 */
export function durationsFrom(
  samples: readonly number[],
  options: DurationsOptions = {},
): Durations {
  if (!Array.isArray(samples) || samples.length === 0) {
    throw badOption(ACTION, "samples", "an array with at least one number", samples);
  }
  const sorted = Float64Array.from(samples, (each) => finite(ACTION, "samples", each)).sort();
  const maxMs = limit(ACTION, "maxMs", options.maxMs ?? Infinity, sorted.at(-1) ?? 0);
  const parts = runsOf(sorted).map(({ ms, count }) => (
    { fromMs: ms, toMs: ms, share: count / sorted.length }
  ));
  return durationsOf(parts, { observed: sorted.length, maxMs });
}

/** Equal numbers that follow each other, counted. */
function runsOf(sorted: Float64Array): readonly { readonly ms: number; readonly count: number }[] {
  const runs: { ms: number; count: number }[] = [];
  for (const ms of sorted) {
    const last = runs.at(-1);
    if (last?.ms === ms) last.count += 1;
    else runs.push({ ms, count: 1 });
  }
  return runs;
}
