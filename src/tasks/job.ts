import type { Cleanup, Release, Scope, StopReason } from "../core/mod.ts";

/** What a job is called: a number that its pool counts up, or what it was given. */
export type JobId = string | number;

/**
 * How a job ended. A failure is a value here: waiting for a job never rejects.
 *
 * - `done` it returned
 * - `failed` it threw, and not because it was asked to stop
 * - `timed-out` its time ran out before it had ended, whatever it did after that
 * - `handed-back` the pool stopped before it began or, when it was running, before it had ended
 * - `refused` the pool took nothing more, and never had it
 *
 * `acknowledged` is false for a job that was told to stop now and had not ended when the pool gave
 * it up: it may be running still.
 */
export type JobOutcome<Out> =
  | { readonly end: "done"; readonly value: Out }
  | { readonly end: "failed"; readonly error: unknown }
  | {
    readonly end: "timed-out" | "handed-back";
    readonly reason: StopReason;
    readonly acknowledged: boolean;
  }
  | { readonly end: "refused"; readonly reason: StopReason };

/** What a job is told while it runs. */
export interface Job {
  /** What it is called. */
  readonly id: JobId;
  /**
   * Its own scope, made when it is first read. The job has ended when all that it opens there has.
   */
  readonly scope: Scope;
  /** Aborts when the job should stop now: its time is up, or the pool is aborted. */
  readonly signal: AbortSignal;
  /** Aborts when the job should come to an end: the pool hands back what waits. */
  readonly stopping: AbortSignal;
  /** Whether `stopping` has aborted, without the price of a signal. */
  readonly isStopping: boolean;
  /** Whether `signal` has aborted, without the price of a signal. */
  readonly isAborted: boolean;
  /** Why it was told to stop, if it was. So a job can be given to `checkpoint` as it is. */
  readonly reason: StopReason | undefined;
  /**
   * Calls `cleanup` when the job is over, whether it threw or not: the newest first, one after the
   * other, each awaited, each bounded in time, none skipped. The worker takes its next job after
   * that. The result takes it back.
   */
  defer(cleanup: Cleanup): Release;
  /** Says how far the job has come, for the report and for whoever looks. The last one counts. */
  status(text: string): void;
}

/** What the one who added a job has in hand. */
export interface JobHandle<Out> {
  /** What the job is called. */
  readonly id: JobId;
  /** **Ends** when the job and all that it opened has ended, or was given up. Never rejects. */
  readonly outcome: Promise<JobOutcome<Out>>;
  /** The same, once it has ended. */
  readonly ended: JobOutcome<Out> | undefined;
}

/** A job that has begun and not left its worker. */
export interface RunningJob<In> {
  /** What it is called. */
  readonly id: JobId;
  /** What it works on. */
  readonly input: In;
  /** How long ago it began. */
  readonly ageMs: number;
  /** What it said last by `status`. */
  readonly status?: string;
}
