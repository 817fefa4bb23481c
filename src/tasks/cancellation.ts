import { type Scope, StopReason } from "../core/mod.ts";

/** What a call that waits may be given. */
export interface WaitOptions {
  /**
   * Ends the wait when it aborts. A scope does so too, when it is aborted and when it closes, and
   * not by its stop alone; to give up on a stop, give `scope.stopping`.
   */
  readonly signal?: AbortSignal | Scope | undefined;
}

/** Who can be told that it need not wait any longer. */
export interface Cancellable {
  cancel(reason: unknown): void;
}

/** Whether a wait would be cancelled at once. A closed scope owns no wait any more. */
export function isCancelled(by: AbortSignal | Scope): boolean {
  return isScope(by) ? by.isAborted || by.isClosed : by.aborted;
}

/** Why a wait is cancelled. */
export function cancelReason(by: AbortSignal | Scope): unknown {
  if (!isScope(by)) return by.reason;
  return by.reason ?? new StopReason("the scope is closed");
}

/**
 * Cancels `waiter` when `by` aborts or is a scope that closes, unless released before. Constant time however many wait on
 * one signal, since a signal gets one listener for them all: to remove one of many listeners takes
 * as long as there are listeners. None is left once nobody waits.
 */
export function cancelBy(by: AbortSignal | Scope, waiter: Cancellable): () => void {
  if (isScope(by)) return endWith(by, waiter);
  const watch = watches.get(by) ?? new Watch(by);
  watch.add(waiter);
  return () => watch.delete(waiter);
}

/** By its cleanups, since who only stops goes on waiting, and those run when all else has ended. */
function endWith(scope: Scope, waiter: Cancellable): () => void {
  const forgetAbort = scope.onAbort((reason) => waiter.cancel(reason));
  const forgetClose = scope.defer(() => waiter.cancel(cancelReason(scope)));
  return () => {
    forgetAbort();
    forgetClose();
  };
}

const watches: WeakMap<AbortSignal, Watch> = new WeakMap();

class Watch {
  readonly #signal: AbortSignal;
  readonly #waiters: Set<Cancellable> = new Set();
  readonly #aborted = (): void => {
    const { reason } = this.#signal;
    for (const waiter of this.#waiters) waiter.cancel(reason);
  };

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener("abort", this.#aborted);
    watches.set(signal, this);
  }

  add(waiter: Cancellable): void {
    this.#waiters.add(waiter);
  }

  delete(waiter: Cancellable): void {
    if (!this.#waiters.delete(waiter) || this.#waiters.size > 0) return;
    this.#signal.removeEventListener("abort", this.#aborted);
    watches.delete(this.#signal);
  }
}

function isScope(by: AbortSignal | Scope): by is Scope {
  return "onAbort" in by;
}
