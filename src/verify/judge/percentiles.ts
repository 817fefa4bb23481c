import type { Percentiles } from "../result.ts";

/** The extremes, and P50, P90 and P99 by nearest rank: each is a figure that was measured. */
export function percentilesOf(values: readonly number[]): Percentiles | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return {
    min: sorted[0] ?? 0,
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    max: at(1),
    count: sorted.length,
  };
}
