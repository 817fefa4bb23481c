import type { Clock, Lifecycle, Scope } from "../core/mod.ts";
import { aFunction, badOption, nonNegative, wholeNumber } from "../check/mod.ts";
import type { JobId } from "./job.ts";

/** A job that the pool did not bring to an end. */
export interface HandedBack<In> {
  /** What it is called. */
  readonly id: JobId;
  /** What it was to work on. */
  readonly input: In;
  /** Whether it had begun. */
  readonly state: "queued" | "running";
  /** False for a job that may be running still, since it did not obey. */
  readonly acknowledged: boolean;
}

/** Takes back what a pool did not bring to an end. `signal` aborts when its time runs out. */
export type HandBack<In> = (jobs: readonly HandedBack<In>[], signal: AbortSignal) => unknown;

/** What a pool is given. */
export interface PoolOptions<In> {
  /** How many jobs run at once. */
  readonly workers: number;
  /** How many jobs may wait for a worker before `add` waits. Default: 100. */
  readonly queue?: number;
  /**
   * How many results may wait for whoever reads `results` before the workers do. Default: 100. A
   * job that is running when they become too many adds its own.
   */
  readonly results?: number;
  /**
   * The owner, which waits for the pool: its stop is a `stop()` of the pool, its abort an `abort()`.
   * Default: the scope of `life`, or none.
   */
  readonly scope?: Scope;
  /** What a stop of the owner means: hand back what is queued, or finish it. Default: `stop`. */
  readonly whenStopping?: "stop" | "drain";
  /** The life to which the pool belongs. Its phase `compensate` calls `handBack`. */
  readonly life?: Pick<Lifecycle, "onCompensate" | "scope">;
  /**
   * Is called once with all that was handed back, if anything was: by the phase `compensate` when
   * `life` is ending, else for up to 5000 ms when the pool ends, which waits for it.
   */
  readonly handBack?: HandBack<In>;
  /** How long a job may run from when it begins until it is aborted. Default: `Infinity`. */
  readonly jobTimeoutMs?: number;
  /** The clock, where there is no owner that has one. Default: the clock of the platform. */
  readonly clock?: Clock;
}

/** What a job may be given. */
export interface JobOptions {
  /** What it is called. Default: a number that the pool counts up from 1. Need not be unique. */
  readonly id?: JobId;
  /**
   * Higher ones begin first, also those that wait for room in the queue; equal ones in their order.
   * Default: 0.
   */
  readonly priority?: number;
  /** How long it may run from when it begins until it is aborted. Default: that of the pool. */
  readonly timeoutMs?: number;
}

/** A pool's options, checked. */
export interface PoolSettings<In> extends Omit<PoolOptions<In>, "scope"> {
  readonly queue: number;
  readonly results: number;
  readonly owner: Scope | undefined;
  readonly whenStopping: "stop" | "drain";
  readonly jobTimeoutMs: number;
}

/** Checks the options of a pool, and fills in the defaults. */
export function poolSettings<In>(name: string, options: PoolOptions<In>): PoolSettings<In> {
  const action = `make pool "${name}"`;
  const { queue = 100, results = 100, jobTimeoutMs = Infinity } = options;
  const { whenStopping = "stop", life, scope, handBack } = options;
  if (whenStopping !== "stop" && whenStopping !== "drain") {
    throw badOption(action, "whenStopping", '"stop" or "drain"', whenStopping);
  }
  if (handBack !== undefined) aFunction(action, "handBack", handBack);
  return {
    ...options,
    workers: wholeNumber(action, "workers", options.workers, 1),
    queue: wholeNumber(action, "queue", queue),
    results: wholeNumber(action, "results", results, 1),
    owner: scope ?? life?.scope,
    whenStopping,
    jobTimeoutMs: nonNegative(action, "jobTimeoutMs", jobTimeoutMs),
  };
}

/** Checks the options of a job. */
export function checkJob(pool: string, priority: unknown, timeoutMs: unknown): void {
  const action = `add a job to pool "${pool}"`;
  if (timeoutMs !== undefined) nonNegative(action, "timeoutMs", timeoutMs);
  if (!Number.isFinite(priority)) throw badOption(action, "priority", "a finite number", priority);
}
