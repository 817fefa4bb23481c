import { momentText } from "../time-text.ts";

/** A stretch of time, and where its moments are between the left and the right. */
export interface Scale {
  readonly startMs: number;
  readonly endMs: number;
}

/** Where a moment is, in percent of the width. What is outside is put at the edge. */
export function percentAt({ startMs, endMs }: Scale, atMs: number): number {
  const share = (atMs - startMs) / (endMs - startMs);
  return Number((Math.min(1, Math.max(0, share)) * 100).toFixed(3));
}

/** Whether a moment is drawn. */
export function isInside({ startMs, endMs }: Scale, atMs: number): boolean {
  return atMs >= startMs && atMs <= endMs;
}

/** A line of an axis. */
export interface Tick {
  readonly atMs: number;
  readonly label: string;
}

/** Round moments, at least two and not more than a small screen has room for. 0 is one of them. */
export function ticksOf({ startMs, endMs }: Scale, most = 5): readonly Tick[] {
  const stepMs = roundStep((endMs - startMs) / most);
  const first = Math.ceil(startMs / stepMs);
  const count = Math.floor(endMs / stepMs) - first + 1;
  return Array.from({ length: count }, (_, index) => {
    const atMs = Number(((first + index) * stepMs).toPrecision(12));
    return { atMs, label: momentText(atMs) };
  });
}

/** The next of 1, 2, 5, 10, 20, 50 … */
function roundStep(leastMs: number): number {
  const power = 10 ** Math.floor(Math.log10(leastMs));
  const digit = [1, 2, 5, 10].find((each) => each * power >= leastMs) ?? 10;
  return digit * power;
}
