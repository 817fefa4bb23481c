import { aFunction, positive } from "../check/mod.ts";
import { type Clock, type Release, release, systemClock } from "../core/mod.ts";

const ACTION = "drain gradually";
/** All are told within this share of the window, so that the last one has time left as well. */
const TELLING_SHARE = 1 / 4;

/** What a gradual drain may be given. */
export interface GradualDrainOptions {
  /** How long after its begin everything is to go. */
  readonly windowMs: number;
  /** Default: the clock of the platform. */
  readonly clock?: Clock | undefined;
  /** From 0 up to 1. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** Somebody who is to be told. */
interface Listener {
  readonly call: () => void;
  disarm: Release | undefined;
}

/**
 * Lets connections, leases or consumers go little by little, so that those who come back elsewhere
 * do not come all at once. The semantics are those of Envoy's drain manager.
 *
 * {@linkcode takes} is asked for each piece of work, such as each response on a kept-alive
 * connection: the chance that it is to go grows from 0 to 1 across the window. Who cannot ask is
 * told by {@linkcode onDrain}. Unlike a stop, it ends nothing itself.
 *
 * @example Close more and more connections
 * ```ts
 * import { GradualDrain } from "quiesce/tasks";
 *
 * const drain = new GradualDrain({ windowMs: 10 });
 * console.assert(!drain.takes());
 * drain.begin();
 * await new Promise((resolve) => setTimeout(resolve, 30));
 * console.assert(drain.share === 1 && drain.takes());
 * ```
 */
export class GradualDrain {
  readonly #windowMs: number;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #listeners: Set<Listener> = new Set();
  #begun: { readonly ms: number } | undefined;

  /**
   * Makes a drain that has not begun.
   *
   * @throws {QuiesceError} `BAD_OPTION` when `windowMs` is not a finite number above zero
   */
  constructor({ windowMs, clock = systemClock, random = Math.random }: GradualDrainOptions) {
    this.#windowMs = positive(ACTION, "windowMs", windowMs);
    this.#clock = clock;
    this.#random = aFunction(ACTION, "random", random);
  }

  /** The share that is to go by now: 0 before it begins, 1 at the end of the window and after it. */
  get share(): number {
    if (this.#begun === undefined) return 0;
    return Math.min(1, (this.#clock.nowMs() - this.#begun.ms) / this.#windowMs);
  }

  /** Draws whether this one is to go. */
  takes(): boolean {
    return this.#random() < this.share;
  }

  /**
   * Begins the window, and tells who waits for it: one after the other, evenly spaced within the
   * first quarter, in the order in which they came. Returns what calls it off.
   *
   * **Again**: goes on as it was; the result calls off the one drain there is.
   */
  begin(): Release {
    if (this.#begun === undefined) this.#begin();
    const begun = this.#begun;
    return release(() => {
      if (this.#begun === begun) this.#callOff();
    });
  }

  /**
   * Calls `call` once when the drain begins, at its turn. The result takes it back.
   *
   * **Late**: during the drain, at a random time within a quarter of what is left. **Again**: who
   * was not told when a drain was called off is told by the next one. It must not throw.
   */
  onDrain(call: () => void): Release {
    const listener: Listener = { call, disarm: undefined };
    this.#listeners.add(listener);
    const leftMs = this.#windowMs * (1 - this.share);
    if (this.#begun !== undefined) {
      this.#tell(listener, this.#random() * leftMs * TELLING_SHARE);
    }
    return release(() => this.#forget(listener));
  }

  #begin(): void {
    this.#begun = { ms: this.#clock.nowMs() };
    const stepMs = this.#windowMs * TELLING_SHARE / this.#listeners.size;
    let dueMs = 0;
    for (const listener of this.#listeners) {
      this.#tell(listener, dueMs);
      dueMs += stepMs;
    }
  }

  /** By a timer, even without delay: who throws then harms nobody else. */
  #tell(listener: Listener, delayMs: number): void {
    listener.disarm = this.#clock.after(delayMs, () => {
      this.#forget(listener);
      listener.call();
    });
  }

  #forget(listener: Listener): void {
    listener.disarm?.();
    this.#listeners.delete(listener);
  }

  #callOff(): void {
    this.#begun = undefined;
    for (const listener of this.#listeners) listener.disarm?.();
  }
}
