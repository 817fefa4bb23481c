import process from "node:process";
import { stripVTControlCharacters, styleText } from "node:util";

/** The colors that are used, by what they mean. */
export type Tone = "good" | "bad" | "warn" | "quiet" | "strong";

const STYLES = {
  good: "green",
  bad: "red",
  warn: "yellow",
  quiet: "dim",
  strong: "bold",
} as const;

/** Where a command writes, and whether colors are wanted there. */
export interface Output {
  /** For what was asked for. */
  readonly out: NodeJS.WriteStream;
  /** For progress and errors. */
  readonly err: NodeJS.WriteStream;
}

/** The process's own streams. */
export const standardOutput: Output = { out: process.stdout, err: process.stderr };

/** Colors text where `stream` shows colors and `NO_COLOR` does not forbid them. */
export function toned(stream: NodeJS.WriteStream, tone: Tone, text: string): string {
  return styleText(STYLES[tone], text, { stream, validateStream: true });
}

/** How many columns a text takes. */
export function widthOf(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

/** Writes all of it before it settles, so that an exit cuts nothing. */
export function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => stream.write(text, () => resolve()));
}
