import type { ScopeOutcome, StopReason, TaskOutcome, Unstopped } from "../core/mod.ts";

/** How many tasks of a group ended in which way. */
export interface GroupCounts {
  /** Those that returned. */
  readonly done: number;
  /** Those that threw. A restarted task counts by its last run. */
  readonly failed: number;
  /** Those that obeyed a stop or an abort. */
  readonly stopped: number;
  /** Those that came too late and were never run. */
  readonly refused: number;
  /** How often a task was started again. */
  readonly restarts: number;
}

/** What failed in a group, and where. */
export interface GroupFailure {
  /** The path of the task; that of the group for a cleanup and for work below a task. */
  readonly path: string;
  /** What was thrown. */
  readonly error: unknown;
}

/** How a group ended. */
export interface GroupOutcome {
  /**
   * `timed-out` when something was left behind, `failed` when the policy takes what happened for a
   * failure of the whole, else `done`; a group that was stopped and obeyed is done.
   */
  readonly end: "done" | "failed" | "timed-out";
  /** Why it was stopped, unless it ended by itself. The first reason. */
  readonly reason: StopReason | undefined;
  /** What makes it `failed`: the first failure, or the `TOO_MANY_RESTARTS` of its supervisor. */
  readonly error: unknown;
  /** The first hundred failures, tasks before cleanups, each oldest first. */
  readonly failures: readonly GroupFailure[];
  /** How many tasks ended in which way. */
  readonly counts: GroupCounts;
  /** What was left behind. Empty unless `end` is `timed-out`. */
  readonly unstopped: readonly Unstopped[];
}

/** What the outcome of a group is made of at its end, besides what its tasks have left. */
export interface GroupEnd {
  readonly path: string;
  readonly closed: ScopeOutcome;
  readonly reason: StopReason | undefined;
  /** Makes a failure of the whole out of the first one, or out of none. */
  blame(first: GroupFailure | undefined): { readonly error: unknown } | undefined;
}

/** A long-lived group keeps this many failures; the observer of its tree hears of all. */
const MOST_FAILURES = 100;

/** All that a group remembers of tasks that have ended. */
export class GroupTally {
  readonly #failures: GroupFailure[] = [];
  readonly #counts = { done: 0, failed: 0, stopped: 0, refused: 0, restarts: 0 };

  count(what: keyof GroupCounts | TaskOutcome<unknown>["end"]): void {
    this.#counts[what] += 1;
  }

  fail(path: string, error: unknown): void {
    if (this.#failures.length < MOST_FAILURES) this.#failures.push({ path, error });
  }

  outcome({ path, closed, reason, blame }: GroupEnd): GroupOutcome {
    const known = new Set(this.#failures.map(({ error }) => error));
    // What a task threw on from below is one failure.
    for (const error of closed.errors) if (!known.has(error)) this.fail(path, error);
    const blamed = blame(this.#failures[0]);
    const { unstopped } = closed;
    return Object.freeze({
      end: unstopped.length > 0 ? "timed-out" : blamed === undefined ? "done" : "failed",
      reason,
      error: blamed?.error,
      failures: Object.freeze([...this.#failures]),
      counts: Object.freeze({ ...this.#counts }),
      unstopped,
    });
  }
}
