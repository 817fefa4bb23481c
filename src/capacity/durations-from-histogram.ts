import { badOption } from "../check/mod.ts";
import { type DurationPart, type Durations, durationsOf } from "./durations.ts";
import type { DurationsOptions } from "./durations-from.ts";
import { finite, limit } from "./option.ts";

/** A bucket of a histogram as Prometheus keeps it: what is within its bound, all before included. */
export interface Bucket {
  /** The upper bound, in milliseconds. `Infinity` for the last bucket. */
  readonly leMs: number;
  /** How many were not longer. A count, not a rate. */
  readonly count: number;
}

const ACTION = "read a histogram";

/**
 * The distribution of durations that were counted in cumulative buckets. Within a bucket they are
 * taken to be spread evenly, as `histogram_quantile` of Prometheus does. The last bucket must be that
 * of `Infinity`, which counts all; when it counts more than the one before it, `maxMs` must say where
 * it ends.
 *
 * @throws {QuiesceError} `BAD_OPTION` when the buckets are not cumulative, count nothing or do not
 *   end with `Infinity`, or when the last one is not empty and `maxMs` does not say where it ends
 *
 * @example The open bucket must be closed by what you know
 * ```ts
 * import { durationsFromHistogram } from "quiesce/capacity";
 *
 * const buckets = [
 *   { leMs: 100, count: 900 },
 *   { leMs: 1_000, count: 990 },
 *   { leMs: Infinity, count: 1_000 },
 * ];
 * const durations = durationsFromHistogram(buckets, { maxMs: 60_000 });
 * console.assert(durations.quantile(0.45) === 50);
 * console.assert(durations.tail(1_000) === 0.01);
 * ```
 */
export function durationsFromHistogram(
  buckets: readonly Bucket[],
  options: DurationsOptions = {},
): Durations {
  const all = checkBuckets(buckets);
  const { maxMs = Infinity } = options;
  const observed = all.at(-1)?.count ?? 0;
  const parts = partsOf(all, observed, maxMs);
  const { fromMs = 0, toMs, share = 0 } = parts.at(-1) ?? {};
  limit(ACTION, "maxMs", maxMs, fromMs);
  if (toMs === Infinity) {
    const open = Math.round(share * observed);
    throw badOption(ACTION, "maxMs", `known, since ${open} took longer than ${fromMs} ms`, maxMs);
  }
  return durationsOf(parts, { observed, maxMs });
}

/** What was counted between two bounds, and not beyond `maxMs`. */
function partsOf(buckets: readonly Bucket[], total: number, maxMs: number) {
  const parts = buckets.map(({ leMs, count }, at): DurationPart => {
    const before = buckets[at - 1] ?? { leMs: 0, count: 0 };
    const share = (count - before.count) / total;
    return { fromMs: before.leMs, toMs: Math.min(leMs, maxMs), share };
  });
  return parts.filter(({ share }) => share > 0);
}

function checkBuckets(buckets: readonly Bucket[]): readonly Bucket[] {
  if (!Array.isArray(buckets)) throw badOption(ACTION, "buckets", "an array", buckets);
  const checked: readonly Bucket[] = buckets.map((bucket) => bucket ?? {});
  checked.forEach(({ leMs, count }, at) => {
    const before = checked[at - 1] ?? { leMs: -Infinity, count: 0 };
    if (!(leMs >= 0 && leMs > before.leMs)) throw badOption(ACTION, "leMs", RISING, leMs);
    if (finite(ACTION, "count", count) < before.count) throw badOption(ACTION, "count", SUM, count);
  });
  const last = checked.at(-1);
  if (last?.leMs !== Infinity) throw badOption(ACTION, "buckets", CLOSED, last?.leMs);
  if (last.count === 0) throw badOption(ACTION, "count", "above zero in the last bucket", 0);
  return checked;
}

const RISING = "a number of zero or more, larger than the bound before it";
const SUM = "at least as large as the one before it, since buckets are cumulative";
const CLOSED = "an array that ends with the bucket of Infinity, which counts all";
