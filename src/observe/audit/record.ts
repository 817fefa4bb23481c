import type { GateReport, Identity, Phase, State, Unstopped } from "../../core/mod.ts";

/** The name of the form in which records are written. It changes when a field changes its meaning. */
export const AUDIT_FORMAT = "quiesce-audit/1";

/**
 * Who wanted the end.
 *
 * - `signal` the operating system delivered a signal
 * - `caller` code of the program called
 * - `peer` another process asked: a supervisor, a parent
 * - `crash` something failed
 * - `deadline`, `idle`, `decay`, `client` as the kinds of a `StopReason`
 */
export type AskedBy =
  | "signal"
  | "caller"
  | "peer"
  | "crash"
  | "deadline"
  | "idle"
  | "decay"
  | "client";

/** Who asked, and what was said. */
export interface Asked {
  /** Who. */
  readonly by: AskedBy;
  /** Why, in a sentence. */
  readonly message: string;
  /** The name of the signal. */
  readonly signal?: string;
  /** The line of code that called. */
  readonly where?: string;
  /** What had failed. */
  readonly error?: AuditError;
}

/** An error, without its stack. */
export interface AuditError {
  /** Its `name`. */
  readonly name: string;
  /** Its message. */
  readonly message: string;
  /** Its `code`, where it has one. */
  readonly code?: string;
}

/** How one hook ended. */
export interface AuditHook {
  /** Its name. */
  readonly hook: string;
  /** How. */
  readonly end: "done" | "failed" | "timed-out" | "skipped";
  /** How long it took, or was waited for, in milliseconds. */
  readonly tookMs: number;
  /** What it threw. */
  readonly error?: AuditError;
}

/** What became of one phase. The first that holds: `cut`, `timed-out`, `failed`, `done`. */
export interface AuditStage {
  /** Which. */
  readonly phase: Phase;
  /** `cut` is said of a drain whose work did not end in time. */
  readonly outcome: "done" | "failed" | "timed-out" | "cut";
  /** How long it took, in milliseconds. */
  readonly tookMs: number;
  /** How long it could have taken. `null` in JSON when nothing bounded it. */
  readonly allottedMs: number;
  /** Its hooks. */
  readonly hooks: readonly AuditHook[];
}

/** What all records have. */
export interface AuditHead {
  /** The form of this record. */
  readonly format: typeof AUDIT_FORMAT;
  /** When it was made, by the calendar. */
  readonly time: string;
  /** Which life: a random id, the same in all records of one. */
  readonly life: string;
  /** The number of the record within its life, from 1. A gap is a loss. */
  readonly sequence: number;
  /** Who it is. */
  readonly identity: Identity;
}

/** What an event adds. */
export type AuditFact =
  | { readonly event: "life.started"; readonly state: State }
  | { readonly event: "state.changed"; readonly from: State; readonly to: State }
  | { readonly event: "shutdown.requested"; readonly asked: Asked }
  | { readonly event: "shutdown.forced"; readonly asked: Asked }
  | { readonly event: "shutdown.called-off"; readonly asked: Asked }
  | { readonly event: "budget.extended"; readonly byMs: number }
  | {
    readonly event: "config.applied";
    readonly source: string;
    readonly changed: readonly string[];
    readonly kept: readonly string[];
  }
  | { readonly event: "config.refused"; readonly source: string; readonly problem: string }
  | AuditEnd;

/** The final record. */
export interface AuditEnd {
  /** It is over. */
  readonly event: "shutdown.ended";
  /** With which code the process is about to end, as far as this life decides. */
  readonly exitCode: number;
  /** Who asked for the end first. */
  readonly asked: Asked;
  /** When it began, by the calendar. */
  readonly startedAt: string;
  /** How long it took, in milliseconds. */
  readonly tookMs: number;
  /** How long it could have taken. `null` in JSON when nothing bounded it. */
  readonly graceMs: number;
  /** The phases, in their order. */
  readonly stages: readonly AuditStage[];
  /** What did not end by itself. */
  readonly forced: {
    /** Who hurried it. */
    readonly asked?: Asked;
    /** Whether the drain had to be cut at its deadline. */
    readonly deadlinePassed: boolean;
    /** Why it was cut earlier, when a drain policy did so. */
    readonly drainCut?: Asked;
    /** What had not ended when the drain was cut. */
    readonly cut: readonly Unstopped[];
    /** What had not ended when it was left. */
    readonly unstopped: readonly Unstopped[];
  };
  /** The hooks of `compensate`: what was recorded or undone. */
  readonly compensated: readonly AuditHook[];
  /** What was in flight, finished, cut and refused. */
  readonly gates: readonly GateReport[];
  /** Everything that failed, in the order in which it did. */
  readonly errors: readonly (AuditError & { readonly from: string })[];
  /** For how long the event loop was blocked at most, in milliseconds. */
  readonly longestBlockMs: number;
}

/** One line of the audit log. */
export type AuditRecord = AuditHead & AuditFact;
