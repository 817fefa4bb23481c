import process from "node:process";
import { hasFault } from "./settings.ts";

/** More than the 64 KiB that a pipe holds. */
const REPORT_LINES = 1_200;

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Writes more than fits into a pipe. */
export function sayReport(): void {
  for (let line = 1; line <= REPORT_LINES; line += 1) {
    say(`report ${String(line).padStart(5, "0")} ${"-".repeat(60)}`);
  }
}

/** Writes the last word, and waits until somebody has taken it and all before. */
export async function sayBye(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  process.stdout.write("bye\n", () => resolve());
  if (!hasFault("cuts-output")) await promise;
}
