import { widthOf } from "../output.ts";

/** Lines up rows under a head. Columns named in `right` are set to the right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => widthOf(row[column] ?? ""))));
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  const lines = all.map((row) => row.map((cell, column) => pad(cell, column)).join("  ").trimEnd());
  return [lines[0], rule, ...lines.slice(1)].join("\n");

  function pad(cell: string, column: number): string {
    const blanks = " ".repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)));
    return right.includes(column) ? blanks + cell : cell + blanks;
  }
}
