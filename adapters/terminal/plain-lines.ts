import type { Lifecycle, Release } from "../../src/core/mod.ts";
import { Progress } from "../../src/host/mod.ts";
import { leftText, type OpenItem, secondsText } from "./frame.ts";
import { OpenItems } from "./open-items.ts";
import { printable } from "./width.ts";

/** Writes a line about each phase as it begins: for logs, and for terminals that only print. */
export function tellPhases(
  life: Lifecycle,
  rows: number,
  write: (line: string) => void,
): Release[] {
  const progress = new Progress(life);
  const open = new OpenItems(life, progress);
  return [
    ...progress.follow(),
    life.on("phase.started", () => write(phaseLine(life, open.look(), rows))),
  ];
}

function phaseLine(life: Lifecycle, open: readonly OpenItem[], rows: number): string {
  const { state, graceMs } = life;
  const head = `quiesce: ${state}, ${leftText(life.remainingMs(), graceMs)}`;
  if (open.length === 0) return head;
  const names = open.slice(0, rows).map(({ name, ageMs }) =>
    ageMs === undefined ? printable(name) : `${printable(name)} (${secondsText(ageMs)})`
  );
  const more = open.length - names.length;
  const rest = more === 0 ? [] : [names.length === 0 ? `${more}` : `${more} more`];
  return `${head}, open: ${[...names, ...rest].join(", ")}`;
}
