import type { Clock, Release } from "../core/mod.ts";
import { Notes } from "./notes.ts";
import type { OpenEntry } from "./open-entry.ts";
import { treeLines } from "./tree.ts";

/** What a {@linkcode Registry} may be given. */
export interface RegistryOptions {
  /** The share of what is opened that is noted, 0 to 1. Default: 1. At 0 nothing is watched. */
  readonly sample?: number;
  /** Default: the clock of the platform. */
  readonly clock?: Clock;
  /** Draws what is noted: 0 or more, below 1. Default: `Math.random`. */
  readonly random?: () => number;
}

/**
 * Notes what is open in the whole process from the moment on at which it is made: scopes, tasks,
 * leases and hooks, each with its path, its age, where it was opened and what it said last.
 *
 * Off unless somebody makes one; while there is none, nothing is noted and nothing is paid. What was
 * opened before is not known to it. It keeps nothing alive and closes nothing. Release it when it
 * is not needed any more. Unlike `detectLeaks`, it judges nothing.
 *
 * @example See what is open
 * ```ts
 * import { Scope } from "quiesce";
 * import { Registry } from "quiesce/leak";
 *
 * const registry = new Registry();
 * const orders = new Scope("orders");
 * const worker = orders.child("worker");
 * console.assert(registry.open().map(({ path }) => path).join() === "/orders,/orders/worker");
 *
 * await worker.close();
 * await orders.close();
 * console.assert(registry.open().length === 0);
 * registry.release();
 * ```
 */
export class Registry implements Disposable {
  readonly #notes: Notes;
  readonly #end: Release;

  /**
   * Begins to watch.
   *
   * @throws {QuiesceError} `BAD_OPTION` when `sample` is not between 0 and 1
   * @throws {QuiesceError} `WRONG_STATE` while a tracker of somebody else is installed
   */
  constructor(options: RegistryOptions = {}) {
    this.#notes = new Notes(options);
    this.#end = this.#notes.begin();
  }

  /** How many were opened and noted since it was made. */
  get openedCount(): number {
    return this.#notes.openedCount;
  }

  /** What was noted and is open, oldest first. A snapshot. */
  open(): OpenEntry[] {
    return this.#notes.shown();
  }

  /** The same as a tree, for people, a line each. */
  lines(): string[] {
    return treeLines(this.open());
  }

  /** Ends it, and forgets what was noted. **Again**: nothing. */
  release(): void {
    this.#end();
  }

  /** The same as {@linkcode release}, for `using`. */
  [Symbol.dispose](): void {
    this.release();
  }
}
