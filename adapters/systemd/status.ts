import type { Lifecycle, StopReason } from "../../src/core/mod.ts";

/** How many names are shown, and of how many open things they are looked for. */
const MOST_NAMES = 5;
const MOST_OPEN = 1_000;

/** What a status is made of, besides the life itself. */
export interface Ending {
  readonly reason: StopReason;
  /** The hooks that run now: `close/database`. */
  readonly hooks: ReadonlySet<string>;
}

/** One line for people: where the life is and, when it ends, why, and what is waited for. */
export function statusOf(life: Lifecycle, ending: Ending | undefined): string {
  if (!ending) return life.state === "announcing" ? "paused" : life.state;
  const waiting = waitingFor(life, ending);
  return `${life.state}, ${ending.reason.message}${waiting && `: waiting for ${waiting}`}`;
}

/** A text that differs as soon as something has moved. */
export function positionOf(life: Lifecycle, settled: number): string {
  const inFlight = life.gates().map((gate) => gate.inFlight).join("+");
  return `${life.state} ${settled} ${inFlight} ${life.scope.openCount()}`;
}

function waitingFor(life: Lifecycle, { hooks }: Ending): string {
  const inFlight = life.gates().reduce((sum, gate) => sum + gate.inFlight, 0);
  const names = [...hooks, ...openNames(life)];
  return [
    ...inFlight > 0 ? [`${inFlight} in flight`] : [],
    ...names.slice(0, MOST_NAMES),
    ...names.length > MOST_NAMES ? [`${names.length - MOST_NAMES} more`] : [],
  ].join(", ");
}

function openNames(life: Lifecycle): readonly string[] {
  const count = life.scope.openCount();
  return count > MOST_OPEN ? [`${count} open`] : life.open().map(({ path }) => path);
}
