import { leastWhole } from "./least-whole.ts";

/** What hooks need at the end, in milliseconds. */
export interface Needs {
  readonly compensateMs: number;
  readonly closeMs: number;
  readonly flushMs: number;
}

/**
 * The least `graceMs`, in whole milliseconds, of which a lifecycle leaves `neededMs` until the end of
 * its drain.
 */
export function graceMsFor(neededMs: number, needs: Needs): number {
  // What is kept free is less than a fifth of the whole, or what the hooks need.
  const enoughMs = (neededMs + needs.compensateMs + needs.closeMs + needs.flushMs) / 0.8;
  return leastWhole(Math.ceil(enoughMs), (graceMs) => leftMs(graceMs, needs) >= neededMs);
}

/** The arithmetic of `Lifecycle`, which keeps time free at the end of its budget. */
function leftMs(graceMs: number, needs: Needs): number {
  const exitMs = Math.min(graceMs * 0.01, 100);
  const unwindMs = Math.min(graceMs * 0.02, 1_000);
  const compensateMs = Math.max(Math.min(graceMs * 0.05, 2_500), needs.compensateMs);
  const closeMs = Math.max(Math.min(graceMs * 0.05, 2_500), needs.closeMs);
  const flushMs = Math.max(Math.min(graceMs * 0.05, 2_000), needs.flushMs);
  return graceMs - exitMs - flushMs - closeMs - compensateMs - unwindMs;
}
