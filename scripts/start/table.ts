import type { Observation } from "./observation.ts";
import { grouped, seconds } from "./screen.ts";

const HEAD = [
  "runtime",
  "answered",
  "refused (503)",
  "no connection",
  "lost",
  "closed, in order",
  "signal to exit",
  "exit code",
];

/** What the columns of requests count; printed under the table. */
export const LEGEND = `Every request of every client is in one of four columns, and nothing else is:
answered       with 200, to the last byte
refused (503)  with an honest 503 once the service takes nothing new
no connection  tried after the listener was closed; not a byte was sent
lost           sent, and then cut, dropped, or answered with an error`;

/** One row for each runtime, columns aligned. */
export function table(seen: readonly Observation[]): string {
  const rows = [HEAD, ...seen.map(row)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => widthOf(cells[column]))));
  const lines = rows.map((cells) => line(cells, widths));
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

function row({ title, tally, order, exit, exitAfterMs }: Observation): string[] {
  return [
    title,
    grouped(tally.answered),
    grouped(tally.refused),
    grouped(tally.unreachable),
    grouped(tally.lost),
    order.join(", ") || "nothing",
    seconds(exitAfterMs),
    String(exit.code ?? exit.signal),
  ];
}

function widthOf(cell = ""): number {
  return cell.length;
}

function line(cells: readonly string[], widths: readonly number[]): string {
  return cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd();
}
