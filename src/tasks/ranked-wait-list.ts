/*
 * Invariants
 * 1. There is a list for each priority of somebody who waits, and its priority is in the order once.
 * 2. A list that has become empty goes when its turn comes, so that leaving takes constant time.
 */
import type { Scope } from "../core/mod.ts";
import { PriorityQueue } from "./priority-queue.ts";
import { type Waiter, WaitList } from "./waiter.ts";

/** Those who wait, the highest priority first, and first come, first served among equals. */
export class RankedWaitList<V extends { readonly priority: number }, R> {
  readonly #lists: Map<number, WaitList<V, R>> = new Map();
  readonly #order: PriorityQueue<number> = new PriorityQueue();

  /** Whose turn is next. It leaves the list when it is settled. */
  get first(): Waiter<V, R> | undefined {
    for (;;) {
      const priority = this.#order.peek();
      if (priority === undefined) return undefined;
      const first = this.#lists.get(priority)?.first;
      if (first !== undefined) return first;
      this.#order.shift();
      this.#lists.delete(priority);
    }
  }

  /** Adds one behind all others of its priority, who leaves when `by` aborts. */
  wait(value: V, by: AbortSignal | Scope | undefined): Waiter<V, R> {
    return this.#listOf(value.priority).wait(value, by);
  }

  #listOf(priority: number): WaitList<V, R> {
    const known = this.#lists.get(priority);
    if (known !== undefined) return known;
    const list = new WaitList<V, R>();
    this.#lists.set(priority, list);
    this.#order.push(priority, priority);
    return list;
  }
}
