import type { Clock, Release } from "../../../mod.ts";
import type { Lib } from "./core-case.ts";

/** More than any chain of awaits between two timers of the core has. */
const TURNS = 50;

interface Timer {
  readonly atMs: number;
  readonly run: () => void;
}

/** A clock that stands still until it is moved. */
export class MovedClock implements Clock {
  readonly #lib: Lib;
  readonly #timers: Set<Timer> = new Set();
  #nowMs = 0;

  constructor(lib: Lib) {
    this.#lib = lib;
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): Release {
    const timer: Timer = { atMs: this.#nowMs + Math.max(0, delayMs), run };
    if (delayMs !== Infinity) this.#timers.add(timer);
    return this.#lib.release(() => this.#timers.delete(timer));
  }

  /** Lets every promise settle that needs no time to do so. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn += 1) await undefined;
  }

  /** Lets `ms` pass, one timer after the other. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await this.settle();
    for (let timer = this.#next(endMs); timer; timer = this.#next(endMs)) {
      this.#nowMs = timer.atMs;
      this.#timers.delete(timer);
      timer.run();
      await this.settle();
    }
    this.#nowMs = endMs;
  }

  #next(endMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.atMs <= endMs && (next === undefined || timer.atMs < next.atMs)) next = timer;
    }
    return next;
  }
}
