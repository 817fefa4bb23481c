import type { StopReason } from "./reason.ts";
import type { Phase } from "./state.ts";
import type { Unstopped } from "./outcome.ts";

/** Who it was that ended. `run` of a runtime adds what the environment tells, where it may be read. */
export interface Identity {
  /** The name of the service. */
  readonly service?: string;
  /** Its version. */
  readonly version?: string;
  /** Which of several: a pod, a host, a number. */
  readonly instance?: string;
  /** The revision of its deployment. */
  readonly revision?: string;
  /** The unique id of its pod. */
  readonly podUid?: string;
  /** The machine that it ran on. */
  readonly node?: string;
  /** The commit that it was built from. */
  readonly commit?: string;
}

/** An error as plain data. */
export interface ErrorReport {
  /** Where it came from: `close hook "db"`, `task "/worker"`. */
  readonly from: string;
  /** The `name` of the error. */
  readonly name: string;
  /** Its message. */
  readonly message: string;
  /** Its `code`, where it has one. */
  readonly code?: string;
  /** Its stack, where it has one. */
  readonly stack?: string;
  /** What led to it. */
  readonly cause?: ErrorReport;
}

/** How one hook ended. `skipped` means that it was taken back before its turn. */
export interface HookReport {
  /** The phase in which it ran. */
  readonly phase: Phase;
  /** Its name. */
  readonly hook: string;
  /** How it ended. */
  readonly end: "done" | "failed" | "timed-out" | "skipped";
  /** When it was called, in milliseconds after the first trigger. */
  readonly startMs: number;
  /** How long it took, or was waited for. */
  readonly tookMs: number;
  /** Where it was registered. */
  readonly where: string;
  /** Whether it was registered after its phase was over. */
  readonly late: boolean;
  /** What it threw. */
  readonly error?: ErrorReport;
}

/** What became of one phase. */
export interface PhaseReport {
  /** Which. */
  readonly phase: Phase;
  /** When it began, in milliseconds after the first trigger. */
  readonly startMs: number;
  /** How long it took. */
  readonly tookMs: number;
  /** How long it could have taken when it began. */
  readonly allottedMs: number;
}

/** What became of the work in one gate. */
export interface GateReport {
  /** Its name. */
  readonly gate: string;
  /** How much was inside when it closed. */
  readonly inFlight: number;
  /** How much of that has ended by itself or was ended cleanly. */
  readonly finished: number;
  /** How much of that had not ended at the deadline. */
  readonly cut: number;
  /** How much was refused, ever. */
  readonly refused: number;
}

/** Why the process was ended, as plain data. */
export interface ReasonReport {
  /** Why, in one word. */
  readonly kind: string;
  /** Why, in a sentence. */
  readonly message: string;
  /** The name of the signal, when it was one. */
  readonly signal?: string;
  /** From where it was asked for, when it was a call. */
  readonly where?: string;
}

/** What happened, as plain, frozen data that survives `JSON.stringify`. */
export interface Report {
  /** Who it was. */
  readonly identity: Identity;
  /** `called-off` when `resume()` came before the gates had closed. */
  readonly end: "completed" | "called-off";
  /** The first reason. */
  readonly reason: ReasonReport;
  /** Why it was hurried, when it was. */
  readonly forced?: ReasonReport;
  /** When it began, by the calendar. */
  readonly startedAt: string;
  /** The whole budget, with what was granted on top. */
  readonly graceMs: number;
  /** How much of it was used. */
  readonly tookMs: number;
  /** Whether the drain had to be cut at its deadline. */
  readonly deadlinePassed: boolean;
  /** Why the drain was cut before its deadline, when a drain policy did so. */
  readonly drainCut?: ReasonReport;
  /** The phases, in their order. */
  readonly phases: readonly PhaseReport[];
  /** The hooks, in the order in which they settled. */
  readonly hooks: readonly HookReport[];
  /** The gates. */
  readonly gates: readonly GateReport[];
  /** What had not ended when the drain was cut, whether it obeyed then or not. */
  readonly cut: readonly Unstopped[];
  /** What had not ended when it was left, now or by a scope that closed earlier. */
  readonly unstopped: readonly Unstopped[];
  /** Everything that failed, in the order in which it did. */
  readonly errors: readonly ErrorReport[];
  /** The longest time for which the event loop was blocked during the shutdown. */
  readonly longestBlockMs: number;
  /** 0, 1, 124 or 128 + n: see {@linkcode exitCodeOf}. */
  readonly exitCode: number;
}

/** How deep a chain of causes is followed. */
const MOST_CAUSES = 5;

/** Makes plain data out of whatever was thrown, whose fields may throw in turn. */
export function errorReport(from: string, error: unknown, depth = 0): ErrorReport {
  try {
    if (!(error instanceof Error)) return { from, name: "unknown", message: String(error) };
    const { code, stack, cause } = error as Error & { readonly code?: unknown };
    return {
      from,
      name: String(error.name),
      message: String(error.message),
      ...(typeof code === "string" && { code }),
      ...(typeof stack === "string" && { stack }),
      ...(cause !== undefined && depth < MOST_CAUSES &&
        { cause: errorReport(from, cause, depth + 1) }),
    };
  } catch {
    return { from, name: "unknown", message: "(cannot be read)" };
  }
}

/** Makes plain data out of a reason. */
export function reasonReport({ kind, message, signal }: StopReason, where = ""): ReasonReport {
  return { kind, message, ...(signal && { signal: signal.name }), ...(where && { where }) };
}

/**
 * The exit code that tells the truth about a report.
 *
 * The first that holds: `128 + n` when a repeated signal ended it; 1 when something failed or it
 * was forced by a call; 124, as `timeout(1)` has it, when a deadline passed or a drain policy cut the
 * drain, and something was cut or left; 0.
 */
export function exitCodeOf(report: Omit<Report, "exitCode">, forced?: StopReason): number {
  if (forced?.signal) return 128 + forced.signal.number;
  if (forced || report.reason.kind === "failure" || report.errors.length > 0) return 1;
  const cut = report.gates.some((gate) => gate.cut > 0) || report.unstopped.length > 0;
  return cut || report.deadlinePassed || report.drainCut ? 124 : 0;
}

/** Freezes plain data, all the way down. */
export function frozen<T>(data: T): T {
  if (typeof data !== "object" || data === null || Object.isFrozen(data)) return data;
  Object.values(data).forEach(frozen);
  return Object.freeze(data);
}
