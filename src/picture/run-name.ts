import type { RunRecord } from "../verify/mod.ts";

/** The rounds that there were. Each has a process of its own for each variant. */
export function roundsOf(runs: readonly RunRecord[]): readonly number[] {
  return [...new Set(runs.map(({ round }) => round))];
}

/** The variants that there were; none when a round has one process only. */
export function variantsOf(runs: readonly RunRecord[]): readonly string[] {
  return [...new Set(runs.flatMap(({ variant }) => variant ?? []))];
}

/** Which of all runs it is: `Round 2 of 6, SIGINT`; empty when it is the only one. */
export function runName({ round, variant }: RunRecord, all: readonly RunRecord[]): string {
  const rounds = roundsOf(all).length;
  const parts = [
    ...(rounds > 1 ? [`Round ${round} of ${rounds}`] : []),
    ...(variant ? [variant] : []),
  ];
  return parts.join(", ");
}
