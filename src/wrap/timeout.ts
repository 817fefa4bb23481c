import { nonNegative } from "../check/mod.ts";
import { type Clock, StopReason } from "../core/mod.ts";
import { obeys } from "./abort-error.ts";
import { type AbortSource, clockOf, onAbort } from "./abort-source.ts";
import { type LateOptions, lateTeller } from "./late-error.ts";

/** What {@linkcode timeout} may be given. */
export interface TimeoutOptions extends LateOptions {
  /** Ends it early, with a reason of its own. A scope stands for its hard signal. */
  readonly signal?: AbortSource | undefined;
  /** Default: the clock of the scope that is given, or of the platform. */
  readonly clock?: Clock | undefined;
}

/** Work that is under way, or that is begun with the signal that tells it of its end. */
export type Timed<T> = PromiseLike<T> | ((signal: AbortSignal) => T | PromiseLike<T>);

/**
 * Gives `work` at most `ms`, counted from the call. `Infinity` is no limit.
 *
 * **Ends**: as `work` does. **Cancelled**: rejects at once with the very reason of `signal`, which
 * thereby differs from a timeout; already aborted, a function is not called. **Late**: when its time
 * runs out it rejects with a `StopReason` of the kind `deadline`, named `TimeoutError`; the signal of
 * the function aborts with the same object. What goes on nevertheless is left behind, and what it
 * still throws goes to `lateFailed`.
 *
 * @throws {QuiesceError} `BAD_OPTION` when `ms` is negative or not a number
 *
 * @example Tell a timeout from an abort
 * ```ts
 * import { StopReason } from "quiesce";
 * import { sleep, timeout } from "quiesce/wrap";
 *
 * const late = timeout(5, (signal) => sleep(60_000, { signal }));
 * const error = await late.catch((reason) => reason);
 * console.assert(error instanceof StopReason && error.kind === "deadline");
 * ```
 */
export async function timeout<T>(
  ms: number,
  work: Timed<T>,
  options: TimeoutOptions = {},
): Promise<T> {
  nonNegative("set a timeout", "ms", ms);
  const { signal } = options;
  const cut = new Cut();
  const forget = onAbort(signal, (reason) => cut.end(reason));
  const disarm = clockOf(options.clock, signal).after(ms, () => cut.end(expired(ms)));
  const isTooLate = cut.signal.aborted && typeof work === "function";
  const started = isTooLate ? cut.reached : begin(work, cut.signal);
  try {
    return await Promise.race([cut.reached, started]);
  } finally {
    forget();
    disarm();
    if (cut.signal.aborted) {
      const tell = lateTeller(signal, options);
      started.catch((error: unknown) => obeys(error, cut.signal.reason) || tell(error));
    }
  }
}

class Cut {
  readonly #controller = new AbortController();
  readonly #reached = Promise.withResolvers<never>();

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get reached(): Promise<never> {
    return this.#reached.promise;
  }

  end(reason: unknown): void {
    // Settle first: what obeys the signal was still late, and what it throws must not come between.
    this.#reached.reject(reason);
    this.#controller.abort(reason);
  }
}

async function begin<T>(work: Timed<T>, signal: AbortSignal): Promise<T> {
  return await (typeof work === "function" ? work(signal) : work);
}

function expired(ms: number): StopReason {
  return new StopReason(`the work did not end within ${ms} ms`, { kind: "deadline" });
}
