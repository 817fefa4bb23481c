import type { Counts, RequestClass, ScenarioResult } from "../../src/verify/mod.ts";
import type { Shown } from "./cell.ts";
import { tableOf } from "./table.ts";

const CLASSES = ["answered", "refused", "race", "lost", "cut"] as const;

/** The scenarios of which the time to the exit is told. */
const EXITS = ["idle-exit", "slow-requests", "hot-keep-alive", "idle-keep-alive"] as const;

/** What became of all requests of a cell, and how long it took to end. */
export function figuresTable(shown: readonly Shown[]): string {
  const head = ["", ...CLASSES, ...EXITS.map((id) => `exit, \`${id}\``)];
  const rows = shown.map(({ cell, outcome: { result, runtimeTitle } }) => {
    const sums = CLASSES.map((kind) => String(sumOf(result.scenarios, kind)));
    return [`${cell.candidate.name}, ${runtimeTitle}`, ...sums, ...EXITS.map(exitOf(result))];
  });
  return `${tableOf(head, rows)}\n`;
}

function sumOf(results: readonly ScenarioResult[], kind: RequestClass): number {
  return results.reduce((sum, { counts }) => sum + (counts as Counts)[kind], 0);
}

function exitOf({ scenarios }: { readonly scenarios: readonly ScenarioResult[] }) {
  return function exit(id: string): string {
    const found = scenarios.find((scenario) => scenario.id === id);
    if (found?.runs.some((run) => run.exit?.killed)) return "killed";
    const ms = found?.figures.exitMs?.p50;
    return ms === undefined ? "" : `${(ms / 1_000).toFixed(1)} s`;
  };
}
