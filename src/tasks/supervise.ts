import { badOption, nonNegative, positive, wholeNumber } from "../check/mod.ts";
import { backoffOf, type RestartBackoff } from "./backoff.ts";
import type { RestartIntensity } from "./restart-intensity.ts";

const ACTION = "supervise";
const RESTARTS: readonly Restart[] = ["permanent", "transient", "temporary"];
const AUTO_SHUTDOWNS: readonly Supervision["autoShutdown"][] = ["never", "any", "all"];

/**
 * When a task that has ended is started again.
 *
 * - `permanent` always
 * - `transient` when it failed; not when it returned or was stopped
 * - `temporary` never
 */
export type Restart = "permanent" | "transient" | "temporary";

/** What {@linkcode supervise} may be given. The defaults are those of Erlang/OTP. */
export interface SuperviseOptions {
  /** For tasks that do not say otherwise. Default: `permanent`. */
  readonly restart?: Restart | undefined;
  /** How many restarts there may be; one more stops the group. Default: 1 within 5000 ms. */
  readonly intensity?: RestartIntensity | undefined;
  /** How long to wait before a restart. Default: exponential with full jitter, from 100 ms. */
  readonly backoff?: RestartBackoff | undefined;
  /**
   * Whether the group stops when a significant task has ended for good: at the first one or at the
   * last one of them. Default: `never`.
   */
  readonly autoShutdown?: "never" | "any" | "all" | undefined;
  /**
   * How long after a stop of the group tasks are aborted: when the supervisor stops it, and when a
   * call does that does not say otherwise. Default: 5000.
   */
  readonly stopTimeoutMs?: number | undefined;
}

/** The policy that {@linkcode supervise} makes. */
export interface Supervision {
  /** For tasks that do not say otherwise. */
  readonly restart: Restart;
  /** How many restarts there may be within which time. */
  readonly intensity: { readonly restarts: number; readonly periodMs: number };
  /** Whether the end of significant tasks stops the group. */
  readonly autoShutdown: "never" | "any" | "all";
  /** How long after a stop tasks are aborted. */
  readonly stopTimeoutMs: number;
  /** How long to wait before the nth restart in a row, from 1. */
  delayMs(restart: number): number;
}

/**
 * Makes the policy of a group whose tasks are started again when they end.
 *
 * A restarted task keeps its handle and gets a scope anew; its outcome is that of its last run.
 * The first restart of a task waits shortest; a run that lasted for `periodMs` or more makes the
 * next restart a first one. More restarts than the intensity allows, of all tasks together, stop
 * the group, whose outcome is then `failed` by `TOO_MANY_RESTARTS` with the last error as cause.
 * Nothing is restarted once the group stops, and a stop ends the wait before a restart at once.
 *
 * **Order**: when a group stops, its tasks stop side by side, as in suture. Erlang/OTP stops them one
 * by one, newest first, since processes depend on those that were started before them; here what
 * depends on an order belongs into a scope's cleanups or a lifecycle's hooks, which have one.
 *
 * @throws {QuiesceError} `BAD_OPTION` when an option is out of its range
 *
 * @example A worker that is started again
 * ```ts
 * import { Group, supervise } from "quiesce/tasks";
 *
 * const policy = supervise({ restart: "transient", backoff: { minDelayMs: 1 } });
 * const group = new Group("workers", { policy });
 * let runs = 0;
 * const worker = group.spawn("worker", () => {
 *   runs += 1;
 *   if (runs === 1) throw new Error("the connection was lost");
 *   return "recovered";
 * });
 * await group.close();
 * console.assert(worker.attempts === 2 && worker.ended?.end === "done");
 * ```
 */
export function supervise(options: SuperviseOptions = {}): Supervision {
  const { restart = "permanent", autoShutdown = "never", stopTimeoutMs = 5_000 } = options;
  restartOf(ACTION, restart);
  if (!AUTO_SHUTDOWNS.includes(autoShutdown)) {
    throw badOption(ACTION, "autoShutdown", oneOf(AUTO_SHUTDOWNS), autoShutdown);
  }
  return Object.freeze({
    restart,
    intensity: intensityOf(options.intensity ?? {}),
    autoShutdown,
    stopTimeoutMs: nonNegative(ACTION, "stopTimeoutMs", stopTimeoutMs),
    delayMs: backoffOf(ACTION, options.backoff ?? {}),
  });
}

/** Checks when a task is to be restarted. */
export function restartOf(action: string, restart: Restart): Restart {
  if (RESTARTS.includes(restart)) return restart;
  throw badOption(action, "restart", oneOf(RESTARTS), restart);
}

function intensityOf(
  { restarts = 1, periodMs = 5_000 }: RestartIntensity,
): Supervision["intensity"] {
  if (restarts !== Infinity) wholeNumber(ACTION, "restarts", restarts);
  return Object.freeze({ restarts, periodMs: positive(ACTION, "periodMs", periodMs) });
}

function oneOf(words: readonly string[]): string {
  const [last, ...rest] = words.map((word) => `"${word}"`).reverse();
  return `${rest.reverse().join(", ")} or ${last}`;
}
