import type { Supervision } from "./supervise.ts";

/** How many restarts a supervisor takes for bad luck. */
export interface RestartIntensity {
  /** So many; one more ends the group. 0 ends it at the first, `Infinity` never. Default: 1. */
  readonly restarts?: number | undefined;
  /** Within this time. Default: 5000. */
  readonly periodMs?: number | undefined;
}

/** Counts restarts within a sliding period. Keeps at most one time for each that is allowed. */
export class RestartCounter {
  readonly #restarts: number;
  readonly #periodMs: number;
  #times: number[] = [];

  constructor({ restarts, periodMs }: Supervision["intensity"]) {
    this.#restarts = restarts;
    this.#periodMs = periodMs;
  }

  /** Counts one more, and says whether it is allowed. */
  allows(nowMs: number): boolean {
    if (this.#restarts === Infinity) return true;
    this.#times = this.#times.filter((ms) => nowMs - ms <= this.#periodMs);
    this.#times.push(nowMs);
    return this.#times.length <= this.#restarts;
  }
}
