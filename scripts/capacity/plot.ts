// Draws docs/capacity.svg and the table of docs/capacity.md: node scripts/capacity/plot.ts
// With `--check` it only compares.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { drawn } from "./chart.ts";
import { type Compared, comparedOf, plotOf, readMeasurements } from "./points.ts";
import type { Measurements } from "./setting.ts";

const DOCS = new URL("../../docs/", import.meta.url);
const PAGE = new URL("capacity.md", DOCS);
const MARKED = /(<!-- measured -->\n)[^]*?(\n<!-- \/measured -->)/;

const isCheck = process.argv.includes("--check");
const measurements = readMeasurements(new URL("capacity-measured.json", DOCS));
write(new URL("capacity.svg", DOCS), drawn(plotOf(measurements)));
write(PAGE, pageWith(tableOf(measurements)));

function write(file: URL, content: string): void {
  if (existsSync(file) && readFileSync(file, "utf8") === content) return;
  if (!isCheck) return writeFileSync(file, content);
  const name = file.pathname.split("/").at(-1);
  console.error(`Cannot accept ${name}: it is out of date, run "node scripts/capacity/plot.ts"`);
  process.exitCode = 1;
}

function pageWith(table: string): string {
  const page = readFileSync(PAGE, "utf8");
  if (!MARKED.test(page)) throw new Error('Cannot write capacity.md: it has no block "measured"');
  return page.replace(MARKED, (_, start: string, end: string) => `${start}\n${table}${end}`);
}

function tableOf(measured: Measurements): string {
  const head = ["`delayMs`", "restarts", "lost, computed", "give or take", "lost, measured"];
  const rows = comparedOf(measured).map(rowOf);
  const cells = [head, ...rows];
  const widths = head.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => cell.padStart(widths[at] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => `${"-".repeat(width - 1)}:`).join(" | ")} |`;
  const made = `HAProxy ${measured.haproxy}, Node ${measured.node}.`;
  return [line(head), rule, ...rows.map(line), "", made, ""].join("\n");
}

function rowOf({ delayMs, restarts, told, spread, lost }: Compared): readonly string[] {
  return [`${delayMs}`, `${restarts}`, told.toFixed(1), spread.toFixed(1), `${lost}`];
}
