import type { Chain } from "./chain.ts";

/** Is told of an error that a listener threw. */
export type ListenerFailed = (error: unknown) => void;

/** Callbacks of which each is called at most once. */
export type Listeners<T = void> = Chain<(given: T) => void>;

/** Calls each in the order in which it was added, and forgets it, shut off from the others' errors. */
export function fire<T>(listeners: Listeners<T>, given: T, failed: ListenerFailed): void {
  for (let call = listeners.takeOldest(); call !== undefined; call = listeners.takeOldest()) {
    callSafely(call, given, failed);
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
