import type { StopReason } from "./reason.ts";

/** How a task ended. A failure is a value here: waiting for a task never rejects. */
export type TaskOutcome<T> =
  | { readonly end: "done"; readonly value: T }
  | { readonly end: "failed"; readonly error: unknown }
  | { readonly end: "stopped"; readonly reason: StopReason }
  | { readonly end: "refused"; readonly reason: StopReason };

/** Something that had not ended: when it was cut, or when it was left. */
export interface Unstopped {
  /** Its place in the tree, such as `/orders/worker-3`, or its own name. */
  readonly path: string;
  /** A task or a scope of the tree, the lease of a gate, or a hook. */
  readonly kind: "task" | "scope" | "lease" | "hook";
  /** How long it had been running, where that is known. */
  readonly ageMs: number | undefined;
  /** Where it was registered, where that is known. */
  readonly where: string;
  /** What it said last of how far it had come, if it did. */
  readonly status?: string;
}

/** How a scope ended. */
export interface ScopeOutcome {
  /** `timed-out` when something had not ended at the deadline, `failed` when something threw. */
  readonly end: "done" | "failed" | "timed-out";
  /** What tasks and cleanups threw, oldest first. */
  readonly errors: readonly unknown[];
  /** What had not ended. Empty unless `end` is `timed-out`. */
  readonly unstopped: readonly Unstopped[];
}
