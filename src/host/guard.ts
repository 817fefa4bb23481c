import {
  type Lifecycle,
  type Platform,
  QuiesceError,
  type Release,
  type Watchdog,
} from "../core/mod.ts";
import { log, type Weight } from "./log.ts";
import type { Progress } from "./progress.ts";

/** What late hooks and the flush of the output may take beyond the deadline. */
const SLACK_MS = 100;

const UNARMED_MS = Infinity;

/**
 * Sees to it that the process is gone after its deadline, whatever goes wrong: by a timer when the
 * report does not come, by a thread when the event loop is blocked.
 */
export class Guard {
  readonly #life: Lifecycle;
  readonly #platform: Platform;
  readonly #progress: Progress;
  #watchdog: Watchdog | undefined;
  #disarm: Release | undefined;

  constructor(life: Lifecycle, platform: Platform, progress: Progress) {
    this.#life = life;
    this.#platform = platform;
    this.#progress = progress;
  }

  /**
   * Starts the thread.
   *
   * @throws {QuiesceError} `UNSUPPORTED` when the platform has none
   */
  watch(): void {
    if (!this.#platform.watchdog) {
      const { name } = this.#platform;
      throw new QuiesceError(
        "UNSUPPORTED",
        `Cannot start a watchdog: ${name} has no threads for it`,
      );
    }
    if (this.#platform.pid === 1) {
      // The kernel keeps PID 1 from being killed from inside its own namespace.
      this.#log(
        "warn",
        'quiesce: the watchdog cannot kill PID 1, run the program behind an init ("docker run --init")',
      );
    }
    this.#watchdog = this.#platform.watchdog();
  }

  /** Follows the deadline, wherever it is now. */
  arm(exit: boolean): void {
    const { clock } = this.#life;
    const inMs = this.#life.remainingMs() + SLACK_MS;
    this.#watchdog?.arm(inMs, this.#progress.text);
    this.#disarm?.();
    // Twice the slack: the thread comes first, since it can say what blocks the loop.
    if (exit) this.#disarm = clock.after(inMs + SLACK_MS, () => this.#giveUp());
  }

  /** Waits for nothing, until armed again. */
  disarm(): void {
    this.#disarm?.();
    this.#watchdog?.arm(UNARMED_MS, "");
  }

  /** Ends the thread. */
  release(): void {
    this.#disarm?.();
    this.#watchdog?.release();
    this.#watchdog = undefined;
  }

  #giveUp(): void {
    this.#log(
      "error",
      `quiesce: the deadline has passed without a report in ${this.#progress.text}`,
    );
    this.#platform.exit(124);
  }

  #log(weight: Weight, line: string): void {
    log(this.#life, this.#platform, weight, line);
  }
}
