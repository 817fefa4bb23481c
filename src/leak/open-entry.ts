import type { Unstopped } from "../core/mod.ts";

/** Something that is open: a scope, a task, a lease or a hook. A snapshot, as plain data. */
export interface OpenEntry {
  /** What it is. */
  readonly kind: Unstopped["kind"];
  /** Its place in the tree, such as `/orders/worker-3`; for a lease or a hook, its own name. */
  readonly path: string;
  /** Whether nothing is above it: a root scope, a lease or a hook. */
  readonly isRoot: boolean;
  /** How long it has been open. */
  readonly ageMs: number;
  /** Where it was opened, or an empty string where the runtime does not tell. */
  readonly where: string;
  /** What it said last by `scope.status()`. */
  readonly status?: string;
  /** How long ago it was aborted, if it was. */
  readonly abortedForMs?: number;
}

/** A path without what counts: `/orders/17` and `/orders/18` are of one shape. */
export function shapeOf(path: string): string {
  return path.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+/gi, "#");
}

/** A time for people. */
export function timeText(ms: number): string {
  if (ms < 10) return `${Math.round(ms * 10) / 10} ms`;
  if (ms < 10_000) return `${Math.round(ms)} ms`;
  return `${Math.round(ms / 1_000)} s`;
}

/** From the shortest to the longest of at least one time, for people. */
export function rangeText(times: readonly number[]): string {
  const least = timeText(times.reduce((a, b) => Math.min(a, b)));
  const most = timeText(times.reduce((a, b) => Math.max(a, b)));
  return least === most ? least : `${least} to ${most}`;
}
