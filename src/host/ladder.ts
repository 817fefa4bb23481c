import type { Clock } from "../core/mod.ts";

/** What a signal that ends a life does. An `echo` is the same key press, heard again. */
export type Step = "shutdown" | "force" | "exit" | "echo";

const STEPS: readonly Step[] = ["shutdown", "force", "exit"];

/**
 * Counts the signals that end a life.
 *
 * Runtimes deliver a burst of one signal as 1 to 50, so the count says nothing: only time tells a
 * second signal from an echo of the first.
 */
export class Ladder {
  readonly #clock: Clock;
  readonly #echoMs: number;
  #count = 0;
  #lastMs = -Infinity;

  constructor(clock: Clock, echoMs: number) {
    this.#clock = clock;
    this.#echoMs = echoMs;
  }

  /** What the signal that came now does. */
  climb(): Step {
    const nowMs = this.#clock.nowMs();
    if (nowMs - this.#lastMs < this.#echoMs) return "echo";
    this.#lastMs = nowMs;
    const step = STEPS[this.#count] ?? "exit";
    this.#count += 1;
    return step;
  }

  /** What the signals that come from now on do, the next one first. None during an echo. */
  ahead(): readonly Step[] {
    if (this.#clock.nowMs() - this.#lastMs < this.#echoMs) return [];
    return this.#count < STEPS.length ? STEPS.slice(this.#count) : ["exit"];
  }

  /** Starts anew, as after a shutdown that was called off. */
  reset(): void {
    this.#count = 0;
    this.#lastMs = -Infinity;
  }
}
