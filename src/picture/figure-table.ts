import type { Figures, FiguresOfRounds, RunRecord, ScenarioResult } from "../verify/mod.ts";
import type { Table } from "./model.ts";
import { roundsOf, variantsOf } from "./run-name.ts";
import { countText, durationText } from "./time-text.ts";
import { CLASSES } from "./tone.ts";

/** Of fewer, a percentile says no more than the extremes do. */
const LEAST_PERCENTILES = 10;
/** Of fewer, P99 is the longest. */
const LEAST_P99 = 100;

const FIGURES: readonly (readonly [keyof Figures, string])[] = [
  ["reactionMs", "until the first reaction"],
  ["notReadyMs", "until it was not ready"],
  ["drainMs", "until the last request in flight had ended"],
  ["exitMs", "until the process was gone"],
];

/** The figures of a scenario, those of each variant by itself, and what came of each run. */
export function tablesOf(scenario: ScenarioResult): readonly Table[] {
  const { figures, variants, runs } = scenario;
  const title = "Times after the signal";
  const times = variants
    ? Object.entries(variants).map(([name, those]) => timesOf(`${title}: ${name}`, those))
    : [timesOf(title, figures)];
  return [...times, runTable(runs)].filter(({ rows }) => rows.length > 0);
}

function timesOf(title: string, figures: FiguresOfRounds): Table {
  const counts = Object.values(figures).map(({ count }) => count);
  const [names, keys] = columnsOf(Math.max(0, ...counts));
  const rows = FIGURES.flatMap(([figure, name]) => {
    const all = figures[figure];
    if (!all) return [];
    return [[name, ...keys.map((key) => durationText(all[key])), countText(all.count)]];
  });
  return { title, head: ["", ...names, "rounds"], rows };
}

type Column = "min" | "p50" | "p90" | "p99" | "max";

function columnsOf(count: number): readonly [readonly string[], readonly Column[]] {
  if (count < 2) return [["time"], ["p50"]];
  if (count < LEAST_PERCENTILES) {
    return [["shortest", "median", "longest"], ["min", "p50", "max"]];
  }
  if (count < LEAST_P99) return [["P50", "P90", "longest"], ["p50", "p90", "max"]];
  return [["P50", "P90", "P99"], ["p50", "p90", "p99"]];
}

function runTable(runs: readonly RunRecord[]): Table {
  const hasRounds = roundsOf(runs).length > 1;
  const hasVariants = variantsOf(runs).length > 1;
  const classes = CLASSES.filter((name) => runs.some(({ counts }) => counts[name] > 0));
  const rows = runs.map(({ round, variant = "", counts, figures, exit }) => [
    ...(hasRounds ? [String(round)] : []),
    ...(hasVariants ? [variant] : []),
    ...classes.map((name) => countText(counts[name])),
    figures.exitMs === undefined ? "not by itself" : durationText(figures.exitMs),
    exit ? exit.signal ?? `code ${exit.code}` : "still there",
  ]);
  const which = [...(hasRounds ? ["round"] : []), ...(hasVariants ? ["variant"] : [])];
  return {
    title: hasRounds ? "Rounds" : "Runs",
    head: [...which, ...classes, "gone after", "ended with"],
    rows: rows.length > 1 ? rows : [],
  };
}
