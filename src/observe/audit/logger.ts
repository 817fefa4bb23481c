import type { AuditRecord } from "./record.ts";

/**
 * What a logger must have to take audit records: `console`, pino, LogTape, winston and bunyan do.
 *
 * A console, which would print a part of the record only, is given one line of JSON. Loggers of the
 * kind of pino, which have `bindings` or `fields`, are given `{ audit: record }` first and the text
 * second, since they have a `time` of their own; all others the text first and the record second.
 */
export interface Logger {
  /** Takes what is in order. */
  info(...given: never[]): unknown;
  /** Takes what was hurried or refused. */
  warn(...given: never[]): unknown;
  /** Takes the final record of a process that does not exit with 0. */
  error(...given: never[]): unknown;
}

type Level = keyof Logger;
type Take = (...given: unknown[]) => unknown;

const WARNINGS: readonly string[] = ["shutdown.forced", "config.refused"];

/** A function that hands records to a logger, at the level that fits. */
export function toLogger(logger: Logger): (record: AuditRecord) => unknown {
  const wordsOf = wordsFor(logger);
  return (record) => {
    // SAFETY: every logger takes what it is given; the parameters say `never` to accept them all.
    const take = logger[levelOf(record)].bind(logger) as Take;
    return take(...wordsOf(record));
  };
}

function wordsFor(logger: Logger): (record: AuditRecord) => readonly unknown[] {
  if ("dir" in logger) return (record) => [JSON.stringify(record)];
  const isRecordFirst = "bindings" in logger || "fields" in logger;
  return (record) => isRecordFirst ? [{ audit: record }, textOf(record)] : [textOf(record), record];
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
