import type { DurationBucket, RunRecord } from "../result.ts";
import type { Judged } from "./kept.ts";

/** The preferred numbers of ISO 3: each is about a quarter more than the one before it. */
const DIGITS = [1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8];
/** From a tenth of a millisecond to hours, which no run lasts. */
const POWERS = [-1, 0, 1, 2, 3, 4, 5, 6];

/** The bounds that all histograms share, so that they can be added up. */
export const BOUNDS: readonly number[] = POWERS.flatMap((power) =>
  DIGITS.map((digit) => Number((digit * 10 ** power).toPrecision(3)))
);

/** How long all that was answered took, by lane: a sample of it would not tell. */
export function durationsOf(judged: readonly Judged[]): RunRecord["durations"] {
  const answered = judged.filter(({ classified }) => classified.class === "answered");
  const lanes = Map.groupBy(answered, ({ raw }) => raw.lane);
  return Object.fromEntries(
    [...lanes].map(([lane, those]) => [
      lane,
      bucketsOf(those.map(({ raw }) => raw.endMs - raw.startMs)),
    ]),
  );
}

/** Cumulative buckets, from the bound below the shortest to that above the longest. */
function bucketsOf(durationsMs: readonly number[]): readonly DurationBucket[] {
  const counts = BOUNDS.map(() => 0);
  for (const ms of durationsMs) counts[indexOf(ms)] = (counts[indexOf(ms)] ?? 0) + 1;
  const first = counts.findIndex((count) => count > 0);
  const last = counts.findLastIndex((count) => count > 0);
  let sum = 0;
  const buckets = BOUNDS.map((leMs, index) => ({ leMs, count: sum += counts[index] ?? 0 }));
  return buckets.slice(Math.max(0, first - 1), last + 1);
}

function indexOf(ms: number): number {
  const index = BOUNDS.findIndex((bound) => ms <= bound);
  return index < 0 ? BOUNDS.length - 1 : index;
}
