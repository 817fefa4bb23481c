import type { Clock } from "../core/mod.ts";
import { until } from "./until.ts";

/** A listener is closed once nothing new has come for so long, or after the limit. */
const STILL_MS = 20;
const STILL_LIMIT_MS = 300;

/** When something last came: a connection or, where the runtime does not tell of those, a request. */
export class Activity {
  readonly #clock: Clock;
  #lastMs = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Notes that something came now. Returns the time. */
  note(): number {
    return this.#lastMs = this.#clock.nowMs();
  }

  /** How long nothing has come. */
  stillMs(): number {
    return this.#clock.nowMs() - this.#lastMs;
  }

  /**
   * **Ends** when nothing new has come for a moment. What waits in the accept queue of the system
   * when a listener is closed is reset; so it is closed when clients have heard of it.
   */
  still(isOver: () => boolean): Promise<void> {
    const isStill = (): boolean => isOver() || this.stillMs() >= STILL_MS;
    return until(this.#clock, isStill, STILL_LIMIT_MS);
  }
}
