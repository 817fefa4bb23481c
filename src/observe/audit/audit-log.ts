import { aFunction, badOption, QuiesceError } from "../../check/mod.ts";
import {
  type Identity,
  type Lifecycle,
  type LifecycleEvent,
  type Release,
  release,
} from "../../core/mod.ts";
import { askedBy } from "./asked.ts";
import { endOf } from "./end.ts";
import { type Logger, toLogger } from "./logger.ts";
import { Queue } from "./queue.ts";
import { AUDIT_FORMAT, type AuditFact, type AuditRecord } from "./record.ts";

/** Where audit records go, and what they say of who it is. */
export interface AuditOptions {
  /**
   * Takes one line of JSON, without a line break. The next one waits for what it returns; see
   * `lineWriter`. Give this, or `logger`.
   */
  readonly write?: (line: string) => unknown;
  /** Takes the records as they are, in place of lines. */
  readonly logger?: Logger;
  /** Who it is, over what the life says. */
  readonly identity?: Identity;
  /** Is told what `write` or `logger` threw. Default: one line to `console.error`, once. */
  readonly failed?: (error: unknown) => void;
}

/** An audit log that is being written. Calling it ends it. */
export interface AuditLog extends Release {
  /**
   * **Ends** once all that has happened so far is written, or could not be. Never rejects; stays
   * pending while `write` does.
   */
  written(): Promise<void>;
}

const ACTION = "write an audit log";

/**
 * Writes what becomes of a life, a JSON line for each transition and a final record: who asked,
 * how long each phase took and how it ended, what was forced, what was compensated.
 *
 * The final record comes after all other listeners have heard of the end. Where the process ends with
 * the life, its end waits for the record as long as the budget lasts; of what was killed there is none,
 * and that is how an unclean end is known. **Again**: each call is a log of its own. **Late**: on a
 * life that has stopped, nothing is written. **Order**: records are written one by one; when one
 * fails, the next is tried. **Yours**: the stream or the logger.
 *
 * @throws {QuiesceError} `BAD_OPTION` when neither `write` nor `logger` is given, or both, or the one
 * given is not what it must be
 *
 * @example Keep the records
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { auditLog } from "quiesce/observe";
 *
 * const lines: string[] = [];
 * const life = new Lifecycle({ identity: { service: "orders" } });
 * auditLog(life, { write: (line) => void lines.push(line) });
 * life.ready();
 * await life.shutdown("the example is over");
 * const last = JSON.parse(lines.at(-1) ?? "");
 * console.assert(last.event === "shutdown.ended" && last.exitCode === 0);
 * console.assert(last.asked.by === "caller" && last.identity.service === "orders");
 * ```
 */
export function auditLog(life: Lifecycle, options: AuditOptions): AuditLog {
  const { failed = warnOnce() } = options;
  const queue = new Queue(takerOf(options), aFunction(ACTION, "failed", failed));
  const own = given(options.identity);
  const id = crypto.randomUUID();
  let sequence = 0;
  const note = (fact: AuditFact): void => {
    sequence += 1;
    const time = new Date(life.clock.wallMs()).toISOString();
    const identity = { ...life.identity, ...own };
    queue.add({ format: AUDIT_FORMAT, time, life: id, sequence, identity, ...fact });
  };
  const undo = life.on("*", (event) => {
    if (event.type === "stopped") return event.detail.waitUntil(last(event.detail.report));
    const fact = factOf(event);
    if (fact) note(fact);
  });
  const last = async (report: Parameters<typeof endOf>[0]): Promise<void> => {
    // The other listeners first: this is the last that is said.
    await undefined;
    note(endOf(report));
    await queue.empty;
  };
  if (life.state !== "stopped") note({ event: "life.started", state: life.state });
  return Object.assign(release(undo), { written: () => queue.empty });
}

/** Without what is there as `undefined`. */
function given(identity: Identity = {}): Identity {
  return Object.fromEntries(Object.entries(identity).filter(([, value]) => value !== undefined));
}

function takerOf(options: AuditOptions): (record: AuditRecord) => unknown {
  const { write, logger } = options;
  if (isStream(options)) {
    const message =
      `Cannot ${ACTION}: expected "write", got a stream; say { write: lineWriter(stream) }`;
    throw new QuiesceError("BAD_OPTION", message);
  }
  if ((write === undefined) === (logger === undefined)) {
    const given = write ? "both" : "none of them";
    const message = `Cannot ${ACTION}: expected "write" or "logger", got ${given}`;
    throw new QuiesceError("BAD_OPTION", message);
  }
  if (write !== undefined) {
    aFunction(ACTION, "write", write);
    return (record) => write(JSON.stringify(record));
  }
  return toLogger(checked(logger));
}

/** A stream has a `write` as well, and it must be called in another way. */
function isStream(options: object): boolean {
  return "writable" in options;
}

function checked(logger: Logger | undefined): Logger {
  if (typeof logger !== "object" || logger === null) {
    throw badOption(ACTION, "logger", "an object with info, warn and error", logger);
  }
  for (const level of ["info", "warn", "error"] as const) {
    aFunction(ACTION, `logger.${level}`, logger[level]);
  }
  return logger;
}

/** What is worth a line. Hooks and phases are in the final record, each with its outcome. */
function factOf(event: LifecycleEvent): AuditFact | undefined {
  switch (event.type) {
    case "state.changed":
      return { event: event.type, from: event.detail.from, to: event.detail.to };
    case "shutdown.requested":
    case "shutdown.forced":
      return { event: event.type, asked: askedBy(event.detail.reason, event.detail.where) };
    case "shutdown.called-off":
      return { event: event.type, asked: askedBy(event.detail.reason) };
    case "budget.extended":
      return { event: event.type, byMs: event.detail.byMs };
    case "config.applied":
      return { event: event.type, ...event.detail };
    case "config.refused":
      return { event: event.type, ...event.detail };
    default:
      return undefined;
  }
}

function warnOnce(): (error: unknown) => void {
  let hasWarned = false;
  return (error) => {
    if (hasWarned) return;
    hasWarned = true;
    console.error("quiesce: the audit log cannot be written:", error);
  };
}
