import type { AuditRecord } from "./record.ts";

/**
 * What a logger must have to take audit records: `console`, pino, LogTape, winston and bunyan do.
 *
 * Those of the kind of pino, which have `bindings` or `fields`, are given the record first and the
 * text second; all others the text first.
 */
export interface Logger {
  /** Takes what is in order. */
  info(first: never, second: never): unknown;
  /** Takes what was hurried or refused. */
  warn(first: never, second: never): unknown;
  /** Takes the final record of a process that does not exit with 0. */
  error(first: never, second: never): unknown;
}

type Level = keyof Logger;
type Take = (first: unknown, second: unknown) => unknown;

const WARNINGS: readonly string[] = ["shutdown.forced", "config.refused"];

/** A function that hands records to a logger, at the level that fits. */
export function toLogger(logger: Logger): (record: AuditRecord) => unknown {
  const isRecordFirst = "bindings" in logger || "fields" in logger;
  return (record) => {
    const level = levelOf(record);
    // SAFETY: every logger takes what it is given; the parameters say `never` to accept them all.
    const take = logger[level].bind(logger) as Take;
    return isRecordFirst ? take(record, textOf(record)) : take(textOf(record), record);
  };
}

function levelOf(record: AuditRecord): Level {
  if (record.event === "shutdown.ended") return record.exitCode === 0 ? "info" : "error";
  return WARNINGS.includes(record.event) ? "warn" : "info";
}

function textOf(record: AuditRecord): string {
  switch (record.event) {
    case "state.changed":
      return `quiesce: ${record.from} to ${record.to}`;
    case "shutdown.ended":
      return `quiesce: ended with ${record.exitCode} after ${Math.round(record.tookMs)} ms`;
    case "shutdown.requested":
    case "shutdown.forced":
    case "shutdown.called-off":
      return `quiesce: ${record.event}, ${record.asked.message}`;
    default:
      return `quiesce: ${record.event}`;
  }
}
