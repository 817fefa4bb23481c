import type { Clock } from "../core/mod.ts";
import { until } from "./until.ts";

/** A client that was silent for so long is not about to send. */
const QUIET_MS = 400;
/** A listener is closed once nothing new has come for so long, or after the limit. */
const STILL_MS = 50;
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

  /** Whether nothing has come for so long that nothing is about to come. */
  isQuiet(): boolean {
    return this.#clock.nowMs() - this.#lastMs >= QUIET_MS;
  }

  /**
   * **Ends** when nothing new has come for a moment, counted from now on; at once when all is quiet.
   * What waits to be accepted when a listener is closed is reset, and what was just accepted is cut
   * where the runtime does not tell of it; so clients must hear of the end before.
   */
  async still(isOver: () => boolean): Promise<void> {
    if (this.isQuiet()) return;
    const fromMs = this.#clock.nowMs();
    const isStill = (): boolean =>
      isOver() || this.#clock.nowMs() - Math.max(fromMs, this.#lastMs) >= STILL_MS;
    await until(this.#clock, isStill, STILL_LIMIT_MS);
  }
}
