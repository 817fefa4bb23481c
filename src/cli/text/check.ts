import type { CheckResult, Finding, Rule } from "../../manifest/mod.ts";
import type { Setting } from "./verification.ts";
import { printable } from "./printable.ts";
import { wrap } from "./wrap.ts";

/** What was found, file by file, as a compiler tells it; and how much that is. */
export function checkText(result: CheckResult, setting: Setting): string {
  const { findings, unread, notes } = result;
  const { width, paint } = setting;
  const parts = [
    ...unread.map(({ file, line, column, message }) =>
      `${placeText({ file, line, column })}: ${paint("red", "unread")}: ${printable(message)}\n`
    ),
    ...findings.map((finding, at) => {
      // The reason is told once, not fifty times.
      const isFirst = findings.findIndex(({ rule }) => rule === finding.rule) === at;
      return findingText(finding, setting, isFirst);
    }),
    ...notes.map((note) => `${wrap(`Note: ${note}`, width, "  ")}\n`),
    `${summaryOf(result)}\n`,
  ];
  return parts.join("\n");
}

function findingText(finding: Finding, { width, paint }: Setting, isFirst: boolean): string {
  const { rule, level, subject, path, what, why, fix } = finding;
  const head = `${placeText(finding)}: ${paint(level === "error" ? "red" : "yellow", level)}: ` +
    `${printable(subject)}: ${printable(what)} [${rule}]`;
  return [
    head,
    ...(path === "" ? [] : [`  at ${printable(path)}`]),
    ...(isFirst ? [wrap(`  ${why}`, width, "  ")] : []),
    ...fixLines(fix),
    "",
  ].join("\n");
}

function fixLines(fix: string): readonly string[] {
  const [first = "", ...others] = printable(fix).split("\n");
  return others.length === 0
    ? [`  → ${first}`]
    : ["  →", ...[first, ...others].map((line) => `    ${line}`)];
}

function placeText({ file, line, column }: Pick<Finding, "file" | "line" | "column">): string {
  return `${printable(file)}:${line}:${column}`;
}

function summaryOf({ findings, unread, checked }: CheckResult): string {
  const errors = findings.filter(({ level }) => level === "error").length;
  const counts = [
    countText(errors, "error"),
    countText(findings.length - errors, "warning"),
    ...(unread.length > 0 ? [`${unread.length} unread`] : []),
  ];
  const found = findings.length + unread.length === 0 ? "Nothing found" : counts.join(", ");
  return `${found} in ${countText(checked.length, "object")}`;
}

function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Every rule with what it is for, for `--rules`. */
export function rulesText(rules: readonly Rule[], { width, paint }: Setting): string {
  return rules.map(({ id, level, otherwise, title, why, sources }) =>
    [
      `${paint("bold", id)} (${level})`,
      ...(otherwise ? [wrap(`  ${otherwise.level} when ${otherwise.when}`, width, "  ")] : []),
      wrap(`  ${title}`, width, "  "),
      wrap(`  ${why}`, width, "  "),
      ...sources.map((source) => `  ${source}`),
      "",
    ].join("\n")
  ).join("\n");
}
