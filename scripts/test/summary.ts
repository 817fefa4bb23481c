import type { Result } from "./stage.ts";

/** Of a long output people often see the end alone: all that matters has to be there. */
const MOST_LINES = 54;
const MOST_OF_ONE = 12;
const LEAST_OF_ONE = 3;

/** What failed and why, in so few lines that it can stand at the end of all that was said. */
export function summaryOf(results: readonly Result[]): readonly string[] {
  const failures = results.flatMap(told);
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

interface Told {
  readonly title: string;
  readonly message: string;
}

/** Of many that say the same, as those do that Node calls off with the first, the first one. */
function told({ stage, failures }: Result): readonly Told[] {
  const alike = Map.groupBy(failures, ({ message }) => message);
  return [...alike].map(([message, [first, ...others]]) => {
    const more = others.length > 0 ? ` (and ${others.length} more like it)` : "";
    return { title: `${stage.name}: ${first?.name}${more}`, message };
  });
}

function indented(message: string, mostLines: number): readonly string[] {
  const lines = message.split("\n").filter((line) => line.trim() !== "");
  return lines.slice(0, mostLines).map((line) => `     ${line}`);
}
