/*
 * Invariants
 * 1. The time since the last turn of the loop is cut into stretches without a gap: each ends where
 *    something is heard, and belongs to whoever ran in it, or to nobody.
 * 2. Who is called, passes a checkpoint or is told, ran until then and runs from then on; who has
 *    returned or ended runs no more.
 */
import type { Cancellation, Clock, Scope, Tracked } from "../core/mod.ts";
import type { BlockWatcher } from "./block-watch.ts";
import type { Watcher } from "./watch.ts";

/** A time without a word since the last turn of the loop. */
export interface Stretch {
  /** Who ran, if that is known. */
  readonly owner: Scope | undefined;
  /** Who was heard of last before it. */
  readonly before: Scope | undefined;
  readonly startMs: number;
  readonly heldMs: number;
}

/** Keeps an eye on who may be holding the event loop, by what the core tells. */
export class Suspects implements Watcher {
  readonly #clock: Clock;
  readonly #watcher: () => BlockWatcher | undefined;
  #running: Scope | undefined;
  #lastHeard: Scope | undefined;
  #heardMs: number;
  #longest: Stretch | undefined;

  constructor(clock: Clock, watcher: () => BlockWatcher | undefined) {
    this.#clock = clock;
    this.#watcher = watcher;
    this.#heardMs = clock.nowMs();
  }

  /** Who was heard of last, now or long ago. */
  get lastHeard(): Scope | undefined {
    return this.#lastHeard;
  }

  /** The longest stretch up to now. */
  longest(): Stretch {
    return this.#longer(this.#running);
  }

  /** The loop has had a turn. */
  turned(): void {
    this.#heardMs = this.#clock.nowMs();
    this.#running = undefined;
    this.#longest = undefined;
  }

  /** Calls the function of a task. */
  call<T>(scope: Scope, run: () => T): T {
    const outer = this.#running;
    this.#hear(outer, scope);
    const watcher = this.#watcher();
    try {
      return watcher === undefined ? run() : watcher.call(scope, run);
    } finally {
      this.#hear(scope, outer);
    }
  }

  passed(scope: Scope): void {
    this.#hear(scope, scope);
    // Promises go on only when it has given the event loop back.
    queueMicrotask(() => this.#running === scope && this.#hear(scope, undefined));
  }

  told(scope: Scope): void {
    this.#hear(scope, this.#running);
  }

  cancelling({ origin }: Cancellation): void {
    this.#hear(this.#running, this.#running ?? origin);
  }

  closed(subject: Tracked): void {
    if (isScope(subject)) this.#hear(this.#running ?? subject, this.#running);
  }

  #hear(owner: Scope | undefined, next: Scope | undefined): void {
    this.#longest = this.#longer(owner);
    this.#heardMs = this.#clock.nowMs();
    this.#running = next;
    this.#lastHeard = next ?? owner ?? this.#lastHeard;
  }

  #longer(owner: Scope | undefined): Stretch {
    const startMs = this.#heardMs;
    const heldMs = this.#clock.nowMs() - startMs;
    const longest = this.#longest;
    if (longest !== undefined && longest.heldMs >= heldMs) return longest;
    return { owner, before: this.#lastHeard, startMs, heldMs };
  }
}

function isScope(subject: Tracked): subject is Scope {
  return "path" in subject;
}
