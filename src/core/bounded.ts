import { QuiesceError } from "../check/mod.ts";
import type { Clock } from "./port.ts";
import { isolated, type ListenerFailed } from "./listener.ts";
import { obeys } from "./reason.ts";
import type { Release } from "./release.ts";

/** How long those are waited for at most that are called only after the deadline. */
export const LATE_MS = 100;

/** How a bounded call ended. `timed-out` means that its time ran out first; it may still run. */
export type Bounded<T> =
  | { readonly end: "done"; readonly value: T }
  | { readonly end: "failed"; readonly error: unknown }
  | { readonly end: "timed-out"; readonly error: QuiesceError };

/** The time that a call is given. */
export interface Bound {
  readonly clock: Clock;
  /** For the message. */
  readonly what: string;
  /** Zero or less: it is called with a signal that is already aborted, and hardly waited for. */
  readonly timeoutMs: number;
  /** How long "hardly" is. Default: {@linkcode LATE_MS}. */
  readonly lateMs?: number;
  /** Is told when a listener of the signal throws. */
  readonly failed: ListenerFailed;
  /** Lets an outer deadline end the call too; it is given a function that does so. */
  readonly until?: (expire: () => void) => Release;
}

/**
 * Calls `run` with a signal and waits for it until its time runs out.
 *
 * **Ends**: with an outcome, never with a rejection. **Late**: the signal aborts first, then the
 * outcome says `timed-out`; what `run` started is abandoned, not stopped.
 */
export async function bounded<T>(
  bound: Bound,
  run: (signal: AbortSignal) => T | PromiseLike<T>,
): Promise<Bounded<T>> {
  const expiry = new Expiry(bound);
  try {
    // `async` turns a call that throws at once into a rejection like any other.
    const work = (async () => ({ end: "done", value: await run(expiry.signal) }) as const)();
    const ended = await Promise.race([work, expiry.reached]);
    // What an abandoned call throws later is told, unless it only obeys its signal.
    if (ended.end === "timed-out") {
      work.catch((late) => obeys(late, expiry.signal) || bound.failed(late));
    }
    return ended;
  } catch (error) {
    return { end: "failed", error };
  } finally {
    expiry.disarm();
  }
}

class Expiry {
  readonly #controller = new AbortController();
  readonly #reached = Promise.withResolvers<{ end: "timed-out"; error: QuiesceError }>();
  readonly #releases: Release[] = [];
  readonly #failed: ListenerFailed;

  constructor(bound: Bound) {
    const { clock, timeoutMs, lateMs = LATE_MS } = bound;
    this.#failed = bound.failed;
    const isLate = timeoutMs <= 0;
    if (isLate) this.#controller.abort(expired(bound));
    const expire = (): void => this.#expire(expired(bound));
    this.#releases.push(clock.after(isLate ? lateMs : timeoutMs, expire));
    if (!isLate && bound.until) this.#releases.push(bound.until(expire));
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get reached(): Promise<{ end: "timed-out"; error: QuiesceError }> {
    return this.#reached.promise;
  }

  disarm(): void {
    for (const each of this.#releases) each();
  }

  #expire(error: QuiesceError): void {
    // Settle first: what obeys the signal was still late.
    this.#reached.resolve({ end: "timed-out", error });
    isolated(this.#failed, () => this.#controller.abort(error));
  }
}

function expired({ what, timeoutMs }: Bound): QuiesceError {
  const given = timeoutMs > 0 && timeoutMs !== Infinity
    ? `it was given ${Math.round(timeoutMs)} ms`
    : "the deadline has passed";
  return new QuiesceError("DEADLINE", `Cannot wait for ${what} any longer: ${given}`);
}
