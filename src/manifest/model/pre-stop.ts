import { programsIn } from "../launch/shell-call.ts";
import { baseName } from "../launch/unwrap.ts";
import { sleepMs } from "../source/duration.ts";
import { numberAt, wordsAt } from "../source/read-value.ts";
import type { Spot } from "../source/spot.ts";
import type { Container } from "./workload.ts";

/** Where the hook of a container stands that runs before the signal. */
export function preStopOf({ spot }: Container): Spot {
  return spot.at("lifecycle", "preStop");
}

/** How long the hook surely takes: what it sleeps. What else it does takes longer. */
export function preStopMs(container: Container): number {
  const hook = preStopOf(container);
  const seconds = numberAt(hook.at("sleep", "seconds"));
  if (seconds !== undefined) return seconds * 1_000;
  return preStopPrograms(container).reduce((sum, words) => sum + sleptMs(words), 0);
}

/** The programs that the hook runs, those of a script one by one. */
export function preStopPrograms(container: Container): readonly (readonly string[])[] {
  return programsIn(wordsAt(preStopOf(container).at("exec", "command")) ?? []);
}

function sleptMs([program = "", ...times]: readonly string[]): number {
  if (baseName(program) !== "sleep") return 0;
  return times.reduce((sum, time) => sum + (sleepMs(time) ?? 0), 0);
}
