import { type Release, release } from "./release.ts";

/** Is told of an error that a listener threw. */
export type ListenerFailed = (error: unknown) => void;

/** Callbacks of which each is called at most once, each shut off from the errors of the others. */
export class ListenerSet {
  readonly #entries: Set<{ readonly call: () => void }> = new Set();

  /** Adds `call`; the result removes it. Constant time, however many there are. */
  add(call: () => void): () => void {
    const entry = { call };
    this.#entries.add(entry);
    return () => void this.#entries.delete(entry);
  }

  /** Calls each in the order in which it was added, and forgets it. */
  fire(failed: ListenerFailed): void {
    for (const entry of this.#entries) {
      this.#entries.delete(entry);
      try {
        entry.call();
      } catch (error) {
        failed(error);
      }
    }
  }
}

/** Adds `call` to `set`, or calls it at once when what it waits for has happened already. */
export function listen(
  set: ListenerSet,
  hasHappened: boolean,
  call: () => void,
  failed: ListenerFailed,
): Release {
  if (!hasHappened) return release(set.add(call));
  try {
    call();
  } catch (error) {
    failed(error);
  }
  return release(() => {});
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
