import { nonNegative, positive } from "../check/mod.ts";
import {
  type DrainPolicy,
  type DrainWatch,
  type Release,
  release,
  StopReason,
} from "../core/mod.ts";

/** When a drain counts as decayed. */
export interface DecayOptions {
  /**
   * How much must end per second at least, in percent of what was open. Default: 5. Zero cuts
   * nothing.
   */
  readonly minPercentPerSecond?: number;
  /**
   * Over how long the rate is taken, and how long the drain goes on at least. To be longer than the
   * longest piece of work, since nothing can end sooner. Default: 5000.
   */
  readonly windowMs?: number;
  /** How long the drain goes on at least, from its beginning. Default: `windowMs`. */
  readonly minDrainMs?: number;
}

/** How much was open at a time, and how much had ended by then. */
interface Sample {
  readonly atMs: number;
  readonly open: number;
  readonly ended: number;
}

/** How often a window is looked at. */
const SAMPLES = 10;

/**
 * Makes a drain policy that cuts the drain when open work no longer ends fast enough, although time
 * is left: for the `drain` option of a lifecycle. What is cut is aborted as at the deadline, and the
 * report says so in `drainCut`.
 *
 * The rate is what has ended within the window, as a share of what was open at its start, per second.
 * What began during the drain counts as well when it ends, so that a queue that is worked off is not
 * taken for stuck. The rate is taken ten times a window, and judged once a whole window has passed. A
 * window in whose middle the event loop was blocked for half of it or more is not judged: nothing
 * could end. What is long-lived does not count as open.
 *
 * **Yours**: a `windowMs` that is longer than the longest piece of work. Three uploads of eight seconds
 * each look in their first five seconds like three that hang.
 *
 * **Ends** with the drain; with nothing open it cuts nothing. **Late**: the deadline of the drain
 * stays what it is.
 *
 * @throws {QuiesceError} `BAD_OPTION` when a number is negative or the window is not finite
 *
 * @example Do not wait 20 seconds for a task that hangs
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { decay } from "quiesce/tasks";
 * import { handClock } from "quiesce/testing";
 *
 * const clock = handClock();
 * const life = new Lifecycle({ clock, drain: decay({ windowMs: 2_000 }) });
 * life.scope.spawn("stuck", (scope) => new Promise((_, reject) => scope.onAbort(reject)));
 * life.ready();
 * const ending = life.shutdown();
 * await clock.advance(3_000);
 * const { drainCut, exitCode } = await ending;
 * console.assert(drainCut?.kind === "decay" && exitCode === 124);
 * ```
 */
export function decay(options: DecayOptions = {}): DrainPolicy {
  const action = "make a decay policy";
  const { minPercentPerSecond = 5, windowMs = 5_000, minDrainMs = windowMs } = options;
  const settings = {
    minPercentPerSecond: nonNegative(action, "minPercentPerSecond", minPercentPerSecond),
    windowMs: positive(action, "windowMs", windowMs),
    minDrainMs: nonNegative(action, "minDrainMs", minDrainMs),
  };
  return function decay(watch) {
    const judge = new Judge(watch, settings);
    return release(() => judge.dismiss());
  };
}

class Judge {
  readonly #watch: DrainWatch;
  readonly #settings: Required<DecayOptions>;
  readonly #startMs: number;
  /** The last window, oldest first. */
  #samples: Sample[] = [];
  #disarm: Release;

  constructor(watch: DrainWatch, settings: Required<DecayOptions>) {
    this.#watch = watch;
    this.#settings = settings;
    this.#startMs = watch.clock.nowMs();
    this.#disarm = this.#look();
  }

  dismiss(): void {
    this.#disarm();
  }

  #look(): Release {
    const { clock } = this.#watch;
    const { windowMs, minDrainMs, minPercentPerSecond } = this.#settings;
    const nowMs = clock.nowMs();
    const rate = this.#rate({
      atMs: nowMs,
      open: this.#watch.open(),
      ended: this.#watch.ended(),
    });
    const isJudged = rate !== undefined && nowMs - this.#startMs >= minDrainMs;
    if (!isJudged || rate >= minPercentPerSecond) {
      return clock.after(windowMs / SAMPLES, () => this.#disarm = this.#look());
    }
    this.#watch.cut(
      new StopReason(
        `open work ended at ${rate.toFixed(1)} % per second over the last ${windowMs} ms, ` +
          `below ${minPercentPerSecond} %`,
        { kind: "decay" },
      ),
    );
    return release(() => {});
  }

  /** In percent per second; `undefined` before a whole window has passed. */
  #rate(now: Sample): number | undefined {
    const { windowMs } = this.#settings;
    const last = this.#samples.at(-1);
    // While the loop was blocked nothing could end.
    if (last && now.atMs - last.atMs >= windowMs / 2) this.#samples = [];
    this.#samples.push(now);
    const isOld = ({ atMs }: Sample): boolean => now.atMs - atMs >= windowMs;
    while (this.#samples[1] && isOld(this.#samples[1])) this.#samples.shift();
    const [first] = this.#samples;
    if (!first || !isOld(first) || first.open === 0) return undefined;
    const percent = (now.ended - first.ended) / first.open * 100;
    return percent / ((now.atMs - first.atMs) / 1_000);
  }
}
