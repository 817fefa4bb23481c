import { nonNegative } from "../check/mod.ts";
import type { Clock } from "../core/mod.ts";
import type { AbortSource } from "./abort-source.ts";
import { wait } from "./wait.ts";

/** What {@linkcode sleep} may be given. */
export interface SleepOptions {
  /** Ends it early. A scope stands for its hard signal. */
  readonly signal?: AbortSource | undefined;
  /** Default: the clock of the scope that is given, or of the platform. */
  readonly clock?: Clock | undefined;
}

/**
 * Waits for `ms`, on a timer that keeps the process alive. `Infinity` waits for the signal alone.
 *
 * **Ends** when the time is over. **Cancelled**: rejects at once with the very reason of the signal;
 * already aborted, no timer is made.
 *
 * @throws {QuiesceError} `BAD_OPTION` when `ms` is negative or not a number
 *
 * @example Wait no longer than the scope lives
 * ```ts
 * import { Scope } from "quiesce";
 * import { sleep } from "quiesce/wrap";
 *
 * const scope = new Scope("job");
 * const nap = sleep(60_000, { signal: scope });
 * scope.abort("enough");
 * console.assert(await nap.catch((reason) => reason) === scope.reason);
 * ```
 */
export async function sleep(ms: number, options: SleepOptions = {}): Promise<void> {
  nonNegative("sleep", "ms", ms);
  const { signal, clock } = options;
  await wait(ms, { signal, clock });
}
