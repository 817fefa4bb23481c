import type { Clock } from "../core/mod.ts";

/** For how long a loop may keep the event loop from what else it has to do. */
const TURN_MS = 5;
/** Ends the wait for a clock that stands still, as one that is moved by hand does. */
const MOST_ROUNDS = 256;

/**
 * Gives the event loop a turn where a loop finds all that it waits for at once: promises alone never
 * let a timer or a signal through. It asks for the turn ahead and waits for it only when it is
 * overdue, so that a loop which really waits is not held up.
 */
export class Turns {
  readonly #clock: Clock;
  #ahead: Promise<void> | undefined;
  #askedMs = 0;
  #rounds = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Call it in each round, and await what it returns, if anything. */
  pass(): Promise<void> | undefined {
    if (this.#ahead === undefined) return this.#ask();
    this.#rounds += 1;
    const isOverdue = this.#rounds >= MOST_ROUNDS ||
      this.#clock.nowMs() - this.#askedMs >= TURN_MS;
    return isOverdue ? this.#ahead : undefined;
  }

  #ask(): undefined {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#ahead = promise;
    this.#askedMs = this.#clock.nowMs();
    this.#rounds = 0;
    afterOthers(() => {
      this.#ahead = undefined;
      resolve();
    });
  }
}

/** Calls `run` after what the event loop has at hand. A timer of the platform takes a millisecond. */
function afterOthers(run: () => void): void {
  const { setImmediate } = globalThis as { readonly setImmediate?: (run: () => void) => unknown };
  if (setImmediate) setImmediate(run);
  else post(run);
}

/** The turn of platforms that have only what the Web has. */
function post(run: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    run();
  };
  port2.postMessage(undefined);
}
