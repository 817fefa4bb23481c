import { cancelBy, type Cancellable } from "./cancellation.ts";
import type { Scope } from "../core/mod.ts";

/** One who waits for an `R`, and may bring a value along. */
export class Waiter<V, R> implements Cancellable {
  readonly value: V;
  readonly promise: Promise<R>;
  readonly #list: WaitList<V, R>;
  readonly #resolve: (result: R) => void;
  readonly #reject: (reason: unknown) => void;
  previous: Waiter<V, R> | undefined;
  next: Waiter<V, R> | undefined;
  forget: (() => void) | undefined;
  isWaiting = true;

  constructor(list: WaitList<V, R>, value: V) {
    const { promise, resolve, reject } = Promise.withResolvers<R>();
    this.promise = promise;
    this.value = value;
    this.#list = list;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Gives it what it waits for. */
  resolve(result: R): void {
    this.#list.remove(this);
    this.#resolve(result);
  }

  /** Sends it away. */
  cancel(reason: unknown): void {
    this.#list.remove(this);
    this.#reject(reason);
  }
}

/** Those who wait, first come, first served. Each can leave from anywhere in constant time. */
export class WaitList<V, R> {
  #first: Waiter<V, R> | undefined;
  #last: Waiter<V, R> | undefined;

  /** Who waits longest. It leaves the list when it is settled. */
  get first(): Waiter<V, R> | undefined {
    return this.#first;
  }

  /** Adds one at the end, who leaves when `by` aborts. */
  wait(value: V, by: AbortSignal | Scope | undefined): Waiter<V, R> {
    const waiter = new Waiter<V, R>(this, value);
    const last = this.#last;
    waiter.previous = last;
    if (last === undefined) this.#first = waiter;
    else last.next = waiter;
    this.#last = waiter;
    if (by !== undefined) waiter.forget = cancelBy(by, waiter);
    return waiter;
  }

  /** Takes one out. **Again**: nothing. */
  remove(waiter: Waiter<V, R>): void {
    if (!waiter.isWaiting) return;
    waiter.isWaiting = false;
    const { previous, next } = waiter;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    waiter.previous = waiter.next = undefined;
    waiter.forget?.();
    waiter.forget = undefined;
  }
}
