import type { Figure } from "./measure/report.ts";
import { goalOf, reaches, type RowId, ROWS, SECTIONS } from "./row.ts";
import type { Unit } from "./rows/row.ts";
import type { RuntimeName } from "./runtime.ts";

/** What was measured on one runtime. */
export interface Measured {
  readonly name: RuntimeName;
  readonly title: string;
  readonly figures: readonly Figure[];
}

const DIGITS: Readonly<Record<Unit, number>> = {
  x: 2,
  ns: 1,
  us: 2,
  ms: 1,
  B: 0,
  kB: 2,
  MB: 2,
  "%": 1,
};

/**
 * One line a figure: the median, the middle half of the rounds, the goal and whether it is reached;
 * unsure when the goal lies among the middle half of what was measured.
 */
export function table({ name, title, figures }: Measured): string {
  const head = [title, "measured", "middle half", "goal", ""];
  const rows = inOrder(figures).map((figure) => [
    ROWS[figure.id].title,
    amount(figure.id, figure.value),
    middleHalf(figure),
    goalText(figure.id, name),
    verdict(figure, name),
  ]);
  return aligned([head, ...rows]).concat(notes(figures)).join("\n");
}

/** One table a section for all runtimes, for the documents. */
export function markdown(all: readonly Measured[]): string {
  const found = Object.entries(SECTIONS).map(([title, rows]) => {
    const ids = (Object.keys(rows) as RowId[]).filter((id) => all.some((one) => figureOf(one, id)));
    return ids.length === 0 ? "" : `### ${title}\n\n${section(all, ids)}\n`;
  });
  return found.filter((text) => text !== "").join("\n");
}

function section(all: readonly Measured[], ids: readonly RowId[]): string {
  const head = ["", "goal", ...all.map(({ title }) => title)];
  const rows = ids.map((id) => [
    ROWS[id].title,
    all[0] ? goalText(id, all[0].name) : "",
    ...all.map((one) => cell(one, id)),
  ]);
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function inOrder(figures: readonly Figure[]): readonly Figure[] {
  const ids = Object.keys(ROWS);
  return figures.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}

function cell(one: Measured, id: RowId): string {
  const figure = figureOf(one, id);
  if (figure === undefined) return "";
  const said = verdict(figure, one.name);
  return `${amount(id, figure.value)}${said.startsWith("missed") ? ` (${said})` : ""}`;
}

function figureOf({ figures }: Measured, id: RowId): Figure | undefined {
  return figures.find((figure) => figure.id === id);
}

function amount(id: RowId, value: number): string {
  const { unit } = ROWS[id];
  const digits = Math.abs(value) >= 1_000 ? 0 : DIGITS[unit];
  // What is nothing may come out a little below, and is not to be shown as -0.
  const text = value.toFixed(digits).replace(/^-(0(\.0+)?)$/, "$1");
  return unit === "x" || unit === "%" ? `${text}${unit}` : `${text} ${unit}`;
}

function middleHalf({ id, low, high }: Figure): string {
  if (low === undefined || high === undefined) return "";
  const digits = DIGITS[ROWS[id].unit];
  return `${low.toFixed(digits)} to ${high.toFixed(digits)}`;
}

function goalText(id: RowId, runtime: RuntimeName): string {
  const goal = goalOf(id, runtime);
  if (goal === undefined) return "";
  const { unit, atLeast } = ROWS[id];
  const text = unit === "x" || unit === "%" ? `${goal}${unit}` : `${goal} ${unit}`;
  return `${atLeast ? "at least" : "at most"} ${text}`;
}

function verdict({ id, value, low = value, high = value }: Figure, runtime: RuntimeName): string {
  const goal = goalOf(id, runtime);
  if (goal === undefined) return "";
  const said = reaches(id, goal, value) ? "reached" : "missed";
  return low <= goal && goal <= high ? `${said}, unsure` : said;
}

function notes(figures: readonly Figure[]): string[] {
  return figures.flatMap(({ id, note }) => note ? [`  ${ROWS[id].title}: ${note}`] : []);
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => (cells[column] ?? "").length))
  );
  return rows.map((cells) =>
    cells.map((text, column) =>
      column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0)
    ).join("  ").trimEnd()
  );
}
