import type { Flow } from "../result.ts";
import { latest } from "./figures.ts";
import type { Judged } from "./kept.ts";

const MOST_SPANS = 150;

/** When requests ended, by lane and class: what is only counted is not forgotten over the time. */
export function flowsOf(judged: readonly Judged[]): readonly Flow[] {
  const stepMs = stepOf(latest(judged.map(({ raw }) => raw.endMs)) ?? 0);
  const groups = Map.groupBy(
    judged,
    ({ raw, classified }) => JSON.stringify([raw.lane, classified.class]),
  );
  return [...groups.values()].map((those) => flowOf(those, stepMs));
}

function flowOf(those: readonly Judged[], stepMs: number): Flow {
  const spans = those.map(({ raw }) => Math.floor(raw.endMs / stepMs));
  const last = latest(spans) ?? 0;
  const first = spans.reduce((a, b) => Math.min(a, b), last);
  const counts = Array.from({ length: last - first + 1 }, () => 0);
  for (const span of spans) counts[span - first] = (counts[span - first] ?? 0) + 1;
  const [{ raw, classified }] = those as [Judged];
  return { lane: raw.lane, class: classified.class, startMs: first * stepMs, stepMs, counts };
}

/** The shortest of 1, 2, 5, 10, 20 … ms of which few enough make up the whole. */
function stepOf(lastMs: number): number {
  const leastMs = Math.max(1, lastMs / MOST_SPANS);
  const power = 10 ** Math.floor(Math.log10(leastMs));
  const digit = [1, 2, 5, 10].find((each) => each * power >= leastMs) ?? 10;
  return digit * power;
}
