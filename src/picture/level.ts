import type { Level } from "./model.ts";

/** A stretch of time. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** As many as a screen has room for. */
const MOST_LEVELS = 160;

/** How many of the spans were open, from moment to moment. */
export function levelsOf(spans: readonly Span[]): readonly Level[] {
  const steps = spans.flatMap(({ startMs, endMs }) => [
    { atMs: startMs, by: 1 },
    { atMs: endMs, by: -1 },
    // Where one ends and another starts at once, neither is counted twice.
  ]).toSorted((a, b) => a.atMs - b.atMs || a.by - b.by);
  const levels: Level[] = [];
  let count = 0;
  for (const { atMs, by } of steps) {
    count += by;
    if (levels.at(-1)?.atMs === atMs) levels.pop();
    levels.push({ atMs, count });
  }
  return thinned(levels);
}

/** Keeps, of each part of the time, its highest level, so that no peak is lost; and the last. */
export function thinned(levels: readonly Level[]): readonly Level[] {
  if (levels.length <= MOST_LEVELS) return levels;
  const firstMs = levels[0]?.atMs ?? 0;
  const last = levels.at(-1) as Level;
  const stepMs = (last.atMs - firstMs) / (MOST_LEVELS - 1);
  const parts = Map.groupBy(
    levels.slice(0, -1),
    ({ atMs }) => Math.floor((atMs - firstMs) / stepMs),
  );
  return [...[...parts.values()].map(highest), last];
}

/** What is left of levels from `startMs` on: it begins with the level that was reached until then. */
export function levelsFrom(levels: readonly Level[], startMs: number): readonly Level[] {
  const before = levels.findLast(({ atMs }) => atMs <= startMs);
  const after = levels.filter(({ atMs }) => atMs > startMs);
  return [{ atMs: startMs, count: before?.count ?? 0 }, ...after];
}

function highest(levels: readonly Level[]): Level {
  return levels.reduce((a, b) => b.count > a.count ? b : a);
}
