import type { Level } from "./model.ts";
import { countText } from "./time-text.ts";

/** A stretch of time. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** What is there at all is at least so high, as a share of the highest. */
const LEAST_HEIGHT = 0.15;
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

/** What the height of levels stands for, in words. */
export function saysOf(levels: readonly Level[]): string {
  const most = countText(highestOf(levels));
  return `The height is how many were open at a time, at most ${most}. Each is in the data of this page.`;
}

/** The most that were open at a time. */
export function highestOf(levels: readonly Level[]): number {
  return levels.reduce((most, { count }) => Math.max(most, count), 0);
}

/** Lets nothing vanish beside much more: one of a thousand is there, and must be seen. */
export function lifted(levels: readonly Level[]): readonly Level[] {
  const least = highestOf(levels) * LEAST_HEIGHT;
  return levels.map(({ atMs, count }) => ({ atMs, count: count > 0 ? Math.max(count, least) : 0 }));
}

function highest(levels: readonly Level[]): Level {
  return levels.reduce((a, b) => b.count > a.count ? b : a);
}
