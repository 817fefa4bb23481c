import { durationText } from "../../picture/mod.ts";
import type { ScenarioResult } from "../../verify/mod.ts";

/** From so many rounds on the rare ones among them say something. */
const MANY_ROUNDS = 10;

/** What the times of {@linkcode goneAfter} are. */
export function goneTitle(rounds: number): string {
  if (rounds === 1) return "gone after";
  return rounds < MANY_ROUNDS ? "gone after min/median/max" : "gone after P50/P90/P99";
}

/** When the process was gone, by the signal; `undefined` when it never was by itself. */
export function goneAfter({ exitMs }: ScenarioResult["figures"], rounds: number) {
  if (!exitMs) return undefined;
  const { min, p50, p90, p99, max } = exitMs;
  // One round may start several processes: the slowest of them tells.
  const few = rounds === 1 ? [max] : [min, p50, max];
  return (rounds < MANY_ROUNDS ? few : [p50, p90, p99]).map(durationText).join(" / ");
}
