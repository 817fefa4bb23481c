import type { Clock } from "../core/mod.ts";
import { passed } from "./until.ts";

/** A client that was silent for so long is not about to send. */
const QUIET_MS = 400;
/** After such a silence a listener is closed at once: even clients that were held up have gone. */
const IDLE_MS = 1_000;
/** Else a listener is closed after so many looks in a row at which nothing new had come, or after all. */
const STILL_LOOKS = 20;
const MOST_LOOKS = 100;
const LOOK_MS = 10;
/** A look that comes later than this proves nothing: what came meanwhile has not been taken yet. */
const LATE_LOOK_MS = 30;

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
   * **Ends** when nothing new has come for about 200 ms in which the process was awake, counted from
   * now on, or after about a second; at once when nothing came for a second before. What waits to be accepted when a
   * listener is closed is reset, and what was just accepted is cut where the runtime does not tell of
   * it; so clients must hear of the end before.
   */
  async still(isOver: () => boolean): Promise<void> {
    if (this.#clock.nowMs() - this.#lastMs >= IDLE_MS) return;
    let still = 0;
    for (let look = 0; look < MOST_LOOKS && still < STILL_LOOKS && !isOver(); look += 1) {
      still = await this.#look() ? still + 1 : 0;
    }
  }

  /** Whether nothing came until the next look, and the look came in time. */
  async #look(): Promise<boolean> {
    const fromMs = this.#clock.nowMs();
    await passed(this.#clock, LOOK_MS);
    return this.#lastMs < fromMs && this.#clock.nowMs() - fromMs <= LATE_LOOK_MS;
  }
}
