import { constants } from "node:os";
import type { ErrorReport, Report } from "../../src/core/mod.ts";
import type { Message } from "./message.ts";

/** What is said of a life that is over: how it ended, with which code and which error. */
export function lastWords(report: Report): Message {
  const { end, tookMs, exitCode, reason, errors } = report;
  const number = errors.map(errnoOf).find((found) => found !== undefined);
  return {
    STATUS: `stopped, ${reason.message}: ${end} after ${tookMs} ms, exit code ${exitCode}`,
    EXIT_STATUS: String(exitCode),
    ...(number !== undefined && { ERRNO: String(number) }),
  };
}

/** The number of the operating system's error behind an error. */
function errnoOf({ code, cause }: ErrorReport): number | undefined {
  const numbers: Readonly<Record<string, number>> = { ...constants.errno };
  const number = code === undefined ? undefined : numbers[code];
  return number ?? (cause && errnoOf(cause));
}
