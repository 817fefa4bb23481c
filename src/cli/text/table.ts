import { printable } from "./printable.ts";
import { cut } from "./wrap.ts";

/** One column: its title, and to which side it is set. */
export interface Column {
  readonly title: string;
  readonly side?: "left" | "right";
}

/** The least that is left of a first column for the sake of the others. */
const LEAST_FIRST = 12;

/**
 * Sets rows in columns, the titles first. Returns lines without color, all of one width: of `width`
 * at most, as far as a shorter first column can help.
 */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width = Infinity,
): readonly string[] {
  const all = [columns.map(({ title }) => title), ...rows.map((cells) => cells.map(printable))];
  const [first = 0, ...others] = columns.map((_, index) =>
    Math.max(...all.map((cells) => (cells[index] ?? "").length))
  );
  const left = width - others.reduce((sum, each) => sum + each + GAP.length, 0);
  const widths = [Math.max(Math.min(first, left), Math.min(first, LEAST_FIRST)), ...others];
  return all.map((cells) =>
    columns.map(({ side = "left" }, index) => {
      const size = widths[index] ?? 0;
      const cell = cut(cells[index] ?? "", size);
      return side === "left" ? cell.padEnd(size) : cell.padStart(size);
    }).join(GAP).trimEnd()
  );
}

const GAP = "  ";
