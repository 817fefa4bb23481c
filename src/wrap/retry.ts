import { aFunction, wholeNumber } from "../check/mod.ts";
import type { Clock } from "../core/mod.ts";
import { isAbortError } from "./abort-error.ts";
import { type AbortSource, isAborted, reasonOf, signalOf, throwIfAborted } from "./abort-source.ts";
import { backoff, type BackoffOptions } from "./backoff.ts";
import { wait } from "./wait.ts";

/** What {@linkcode retry} may be given. */
export interface RetryOptions extends BackoffOptions {
  /** How often to try in all; `Infinity` for as long as it takes. Default: 5. */
  readonly attempts?: number | undefined;
  /** Whether a failure is worth another attempt. `attempt` is 1 for the first. Default: always. */
  readonly when?: ((error: unknown, attempt: number) => boolean) | undefined;
  /** Ends the trying, and reaches the attempt in hand. A scope stands for its hard signal. */
  readonly signal?: AbortSource | undefined;
  /** Default: the clock of the scope that is given, or of the platform. */
  readonly clock?: Clock | undefined;
}

/** What an attempt is given. */
export interface Attempt {
  /** 1 is the first. */
  readonly attempt: number;
  /** The signal of the options, or one that never aborts. */
  readonly signal: AbortSignal;
}

/**
 * Calls `run` until it succeeds, with a longer and longer wait in between.
 *
 * **Ends**: with the first value, or with the last error as it was thrown, when the attempts are
 * used up or `when` says no. **Cancelled**: a wait ends at once with the very reason of `signal`. An
 * attempt in hand is not left behind: it has the signal, and its end is waited for. What it returns
 * counts; when it throws, nothing is tried again, and an `AbortError` becomes the reason. Already
 * aborted, `run` is not called. An `AbortError` while `signal` is not aborted is a failure like any
 * other.
 *
 * @throws {QuiesceError} `BAD_OPTION` when a number is out of its range
 *
 * @example Try until it works
 * ```ts
 * import { retry } from "quiesce/wrap";
 *
 * const value = await retry(({ attempt }) => {
 *   if (attempt < 3) throw new Error("refused");
 *   return attempt;
 * }, { minDelayMs: 1 });
 * console.assert(value === 3);
 * ```
 */
export async function retry<T>(
  run: (attempt: Attempt) => T | PromiseLike<T>,
  options: RetryOptions = {},
): Promise<T> {
  const { attempts = 5, when = always, signal: source, clock } = options;
  aFunction("retry", "run", run);
  aFunction("retry", "when", when);
  if (attempts !== Infinity) wholeNumber("retry", "attempts", attempts, 1);
  const delayMsAfter = backoff(options);
  const signal = source === undefined ? new AbortController().signal : signalOf(source);
  throwIfAborted(source);
  for (let attempt = 1;; attempt += 1) {
    try {
      return await run({ attempt, signal });
    } catch (error) {
      if (source !== undefined && isAborted(source)) throw lastWord(error, source);
      if (attempt >= attempts || !when(error, attempt)) throw error;
      await wait(delayMsAfter(error, attempt), { signal: source, clock });
    }
  }
}

function always(): boolean {
  return true;
}

/** A failure that comes together with the abort is not hidden by it. */
function lastWord(error: unknown, source: AbortSource): unknown {
  return isAbortError(error) ? reasonOf(source) : error;
}
