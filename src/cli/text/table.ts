import { printable } from "./printable.ts";

/** One column: its title, and to which side it is set. */
export interface Column {
  readonly title: string;
  readonly side?: "left" | "right";
}

/** Sets rows in columns, the titles first. Returns lines without color, all of one width. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const all = [columns.map(({ title }) => title), ...rows.map((cells) => cells.map(printable))];
  const widths = columns.map((_, index) =>
    Math.max(...all.map((cells) => (cells[index] ?? "").length))
  );
  return all.map((cells) =>
    columns.map(({ side = "left" }, index) => {
      const cell = cells[index] ?? "";
      const width = widths[index] ?? 0;
      return side === "left" ? cell.padEnd(width) : cell.padStart(width);
    }).join("  ").trimEnd()
  );
}
