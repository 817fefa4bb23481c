import type { Flow, RequestRecord } from "../verify/mod.ts";
import type { Row } from "./model.ts";
import { countText, durationText } from "./time-text.ts";
import { classBadge, CLASSES } from "./tone.ts";

/**
 * A row for each class of which some requests are only counted: when all of them ended. Without it, a
 * time of which no request was kept would look idle.
 */
export function flowRowsOf(
  flows: readonly Flow[],
  kept: readonly RequestRecord[],
  zeroMs: number,
): readonly Row[] {
  return CLASSES.flatMap((name) => {
    const drawn = kept.filter((each) => each.class === name).length;
    return flows.filter((flow) => flow.class === name && totalOf(flow) > drawn)
      .map((flow) => rowOf(flow, drawn, zeroMs));
  });
}

function totalOf({ counts }: Flow): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function rowOf(flow: Flow, drawn: number, zeroMs: number): Row {
  const { counts, stepMs } = flow;
  const { word, tone } = classBadge(flow.class);
  const startMs = flow.startMs - zeroMs;
  const endMs = startMs + counts.length * stepMs;
  const highest = counts.reduce((most, count) => Math.max(most, count), 0);
  const rate = `at most ${countText(highest)} in ${durationText(stepMs)}`;
  const rest = drawn === 0
    ? "None of them is drawn one by one."
    : `${countText(drawn)} of them ${drawn === 1 ? "is" : "are"} drawn one by one below.`;
  const levels = counts.map((count, index) => ({ atMs: startMs + index * stepMs, count }));
  return {
    label: "all together",
    note: rate,
    badges: [{ word: `${countText(totalOf(flow))} ${word}`, tone }],
    bars: [],
    tracks: [],
    crowd: {
      bars: 0,
      startMs,
      endMs,
      levels: [...levels, { atMs: endMs, count: 0 }],
      says: `The height is how many ended at a time, ${rate}. ${rest}`,
    },
  };
}
