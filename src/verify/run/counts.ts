import type { Counts, RequestClass } from "../result.ts";

/** All classes, none of which has happened. */
export const NO_COUNTS: Counts = {
  answered: 0,
  refused: 0,
  race: 0,
  lost: 0,
  cut: 0,
  unjudged: 0,
};

/** Adds up classes, so that no request goes missing in the sum. */
export function countsOf(classes: readonly RequestClass[]): Counts {
  const counts = { ...NO_COUNTS };
  for (const each of classes) counts[each] += 1;
  return counts;
}

/** The sum of several counts. */
export function sumOf(all: readonly Counts[]): Counts {
  const sum: Record<RequestClass, number> = { ...NO_COUNTS };
  for (const counts of all) {
    for (const key of Object.keys(sum) as RequestClass[]) sum[key] += counts[key];
  }
  return sum;
}
