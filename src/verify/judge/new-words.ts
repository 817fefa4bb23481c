import type { Line } from "../subject/printed.ts";

/** What is counted or timed differs from line to line. */
const CHANGING = /\d+/g;

/**
 * Whether a line was printed after the signal that is not like one before it. One who logs every
 * request, or the time, goes on with that until the end, and says nothing of the signal by it.
 */
export function hasNewWords(lines: readonly Line[], signalAtMs: number): boolean {
  const before = new Set(lines.filter(({ atMs }) => atMs < signalAtMs).map(shapeOf));
  const anew = lines.filter((line) => line.atMs >= signalAtMs && !before.has(shapeOf(line)));
  return anew.some((line) => line !== lines.at(-1) || !isCut(shapeOf(line), before));
}

function shapeOf({ text }: Line): string {
  return text.replaceAll(CHANGING, "#");
}

/** The last line of one that was killed may have no end. */
function isCut(shape: string, before: ReadonlySet<string>): boolean {
  return [...before].some((each) => each.startsWith(shape));
}
