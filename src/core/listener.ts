import { Chain } from "./chain.ts";
import type { Release } from "./release.ts";

/** Is told of an error that a listener threw. */
export type ListenerFailed = (error: unknown) => void;

/** Callbacks of which each is called at most once, each shut off from the errors of the others. */
export class ListenerSet<T = void> {
  readonly #chain: Chain<(given: T) => void> = new Chain();

  /** Whether there is nobody to tell. */
  get isEmpty(): boolean {
    return this.#chain.isEmpty;
  }

  /** Adds `call`; the result removes it. Constant time, however many there are. */
  add(call: (given: T) => void): Release {
    return this.#chain.add(call);
  }

  /** Calls each in the order in which it was added, and forgets it. */
  fire(given: T, failed: ListenerFailed): void {
    const chain = this.#chain;
    for (let call = chain.takeOldest(); call !== undefined; call = chain.takeOldest()) {
      callSafely(call, given, failed);
    }
  }
}

/** Calls `call`, and tells `failed` what it throws. */
export function callSafely<T>(
  call: (given: T) => void,
  given: T,
  failed: ListenerFailed,
): void {
  try {
    call(given);
  } catch (error) {
    failed(error);
  }
}

interface ErrorSource {
  addEventListener?(type: "error", listener: (event: ThrownEvent) => void): void;
  removeEventListener?(type: "error", listener: (event: ThrownEvent) => void): void;
}

interface ThrownEvent {
  readonly error?: unknown;
  preventDefault(): void;
}

/**
 * Runs `dispatch`, and keeps what a DOM listener throws in it from ending the process.
 *
 * Deno dies inside `abort()` when an abort listener throws and nobody handles the global `error`
 * event; the listeners behind it are never called. Node and Bun call them all and report the
 * error as an uncaught exception, which only the process can handle.
 */
export function isolated(failed: ListenerFailed, dispatch: () => void): void {
  const source = globalThis as ErrorSource;
  const caught = (event: ThrownEvent): void => {
    event.preventDefault();
    failed(event.error);
  };
  source.addEventListener?.("error", caught);
  try {
    dispatch();
  } finally {
    source.removeEventListener?.("error", caught);
  }
}
