import type { Result } from "./stage.ts";

/** Of a long output people often see the end alone: all that matters has to be there. */
const MOST_LINES = 54;
const MOST_OF_ONE = 12;
const LEAST_OF_ONE = 3;

/** What failed and why, in so few lines that it can stand at the end of all that was said. */
export function summaryOf(results: readonly Result[]): readonly string[] {
  const failures = results.flatMap(({ stage, failures }) =>
    failures.map(({ name, message }) => ({ title: `${stage.name}: ${name}`, message }))
  );
  if (failures.length === 0) return [];
  const share = Math.floor(MOST_LINES / failures.length) - 1;
  const linesEach = Math.max(LEAST_OF_ONE, Math.min(MOST_OF_ONE, share));
  const shown = failures.slice(0, Math.floor(MOST_LINES / (linesEach + 1)));
  const left = failures.length - shown.length;
  return [
    ...shown.flatMap(({ title, message }) => [`FAIL ${title}`, ...indented(message, linesEach)]),
    ...(left > 0 ? [`and ${left} more`] : []),
  ];
}

function indented(message: string, mostLines: number): readonly string[] {
  const lines = message.split("\n").filter((line) => line.trim() !== "");
  return lines.slice(0, mostLines).map((line) => `     ${line}`);
}
