import process from "node:process";
import { hasFault } from "./settings.ts";

/** More than the 64 KiB that a pipe holds. */
const REPORT_LINES = 1_200;

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Writes a long report and the last word, and waits until somebody has taken all of it. */
export async function sayBye(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (let line = 1; line <= REPORT_LINES; line += 1) {
    say(`report ${String(line).padStart(5, "0")} ${"-".repeat(60)}`);
  }
  process.stdout.write("bye\n", () => resolve());
  if (!hasFault("cuts-output")) await promise;
}
