import { rangeText, shapeOf, timeText } from "./open-entry.ts";
import type { Trace, TraceRow } from "./trace.ts";

/** More rows that say the same of one shape than this share a line. */
const MOST_ALIKE = 5;
const HEAD = ["path", "hops", "listens", "heard after", "ended after"];
const WHY: Readonly<Record<TraceRow["listens"], string>> = {
  yes: "it was heard, and not obeyed",
  unseen: "a signal was asked for, and nobody was seen listening to it",
  no: "nobody listens",
};

/**
 * A trace as a table for people, a line each: whom the stop or abort reached, over how many hops,
 * whether somebody listens there, when the listeners had been called and when it had ended; below,
 * where it got lost, which is what is open with nothing open below it.
 *
 * @example See where an abort got lost
 * ```ts
 * import { Scope } from "quiesce";
 * import { detectLeaks, traceTable } from "quiesce/leak";
 *
 * const detector = detectLeaks({ trace: true });
 * const orders = new Scope("orders", { unwindMs: 0 });
 * orders.spawn("deaf", () => new Promise(() => {}));
 * orders.abort("enough");
 *
 * const [trace] = detector.traces();
 * const lines = trace ? traceTable(trace) : [];
 * console.assert(lines.at(-1) === "lost at /orders/deaf: nobody listens");
 * await orders.close();
 * detector.release();
 * ```
 */
export function traceTable(trace: Trace): string[] {
  const open = trace.rows.filter(isOpen);
  const table = [HEAD, ...grouped(trace.rows, cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return [
    headOf(trace, open.length),
    ...table.map((row) => row.map((cell, column) => padded(cell, column, widths)).join("  ")),
    ...(trace.omitted === 0 ? [] : [`and ${trace.omitted} more that have ended`]),
    ...grouped(lost(open), (rows) => `lost at ${pathOf(rows)}: ${whyOf(rows)}`),
  ];
}

function headOf(trace: Trace, openCount: number): string {
  const { origin, where, reason, kind, isAbort, ageMs, rows, omitted } = trace;
  const from = where === "" ? origin : `${origin}, ${where}`;
  return `${isAbort ? "abort" : "stop"} of ${from}, by ${kind}, "${reason}", ` +
    `${timeText(ageMs)} ago: ${rows.length + omitted} reached, ${openCount} open`;
}

/** One line for each row, or for many that say the same. */
function grouped<Line>(
  rows: readonly TraceRow[],
  lineOf: (group: readonly TraceRow[]) => Line,
): Line[] {
  const groups = Map.groupBy(
    rows,
    (row) =>
      [shapeOf(row.path), row.hops, row.listens, isOpen(row), row.heardAfterMs === undefined]
        .join(),
  );
  return [...groups.values()].flatMap((group) =>
    group.length > MOST_ALIKE ? [lineOf(group)] : group.map((row) => lineOf([row]))
  );
}

function cellsOf(rows: readonly TraceRow[]): string[] {
  return [
    pathOf(rows),
    `${rows[0]?.hops}`,
    `${rows[0]?.listens}`,
    timesText(rows.map(({ heardAfterMs }) => heardAfterMs), "-"),
    timesText(rows.map(({ endedAfterMs }) => endedAfterMs), "still open"),
  ];
}

function pathOf(rows: readonly TraceRow[]): string {
  const [{ path } = { path: "" }] = rows;
  return rows.length === 1 ? path : `${rows.length} x ${shapeOf(path)}`;
}

function whyOf([row]: readonly TraceRow[]): string {
  return WHY[row?.listens ?? "no"];
}

function timesText(times: readonly (number | undefined)[], otherwise: string): string {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? otherwise : rangeText(known);
}

/** The first column is text, the others are read from the right. */
function padded(cell: string, column: number, widths: readonly number[]): string {
  const width = widths[column] ?? 0;
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function isOpen({ endedAfterMs }: TraceRow): boolean {
  return endedAfterMs === undefined;
}

/** Who waits for others below is not where it got lost. */
function lost(open: readonly TraceRow[]): readonly TraceRow[] {
  const above = new Set(open.flatMap(({ path }) => ancestorsOf(path)));
  return open.filter(({ path }) => !above.has(path));
}

function ancestorsOf(path: string): string[] {
  const ancestors = path === "/" ? [] : ["/"];
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
    ancestors.push(path.slice(0, at));
  }
  return ancestors;
}
