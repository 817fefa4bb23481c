import type { MetricDefinition } from "../../src/observe/mod.ts";
import type { Series } from "./totals.ts";

/** One line of an exposition. */
export interface Sample {
  /** What stands behind the name of the metric: `_bucket`. */
  readonly suffix: "" | "_bucket" | "_sum" | "_count";
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The lines of one series: one, or those of a histogram. */
export function samplesOf({ buckets }: MetricDefinition, series: Series): readonly Sample[] {
  const { labels, value, counts } = series;
  if (!buckets || !counts) return [{ suffix: "", labels, value }];
  let count = 0;
  const upTo = counts.map((inBucket, place): Sample => {
    count += inBucket;
    const le = numberText(buckets[place] ?? Infinity);
    return { suffix: "_bucket", labels: { ...labels, le }, value: count };
  });
  return [
    ...upTo,
    { suffix: "_sum", labels, value },
    { suffix: "_count", labels, value: count },
  ];
}

/** A number as Prometheus reads it. */
export function numberText(value: number): string {
  if (value === Infinity) return "+Inf";
  return value === -Infinity ? "-Inf" : String(value);
}
