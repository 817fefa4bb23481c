import { aFunction, nonNegative } from "../check/mod.ts";
import { type Lifecycle, placeOf, type Release, StopReason } from "../core/mod.ts";

/** What a guard is told of the shutdown that it may call off. */
export interface CallOffContext {
  /** Why the life is asked to end. */
  readonly reason: StopReason;
  /** Aborts when the answer comes too late, or when somebody else has called it off. */
  readonly signal: AbortSignal;
}

/** Says whether a shutdown should be called off, now or later. */
export type CallOffGuard = (context: CallOffContext) => boolean | PromiseLike<boolean>;

/**
 * What became of a guard's answer.
 *
 * - `called-off` the life goes on
 * - `declined` the guard said no, or failed
 * - `too-late` the gates had closed, or the shutdown was forced: it goes on whatever the guard says
 */
export type CallOffAnswer = "called-off" | "declined" | "too-late";

/** What {@linkcode callOffWhen} may be given. */
export interface CallOffOptions {
  /** Its name among the announce hooks, in the report. Default: `call-off guard`. */
  readonly name?: string;
  /**
   * For how long announcing is prolonged while the guard has not answered, from its call on. Default:
   * 0, so that only answers which wait for nothing, or for less than `delayMs` and the other hooks,
   * come in time. At most nine tenths of the time that announcing has.
   */
  readonly waitMs?: number;
  /** Is told what became of each answer, once per shutdown. What it throws is reported. */
  readonly answered?: (answer: CallOffAnswer) => void;
}

/**
 * Asks `guard`, whenever a shutdown is announced, whether it should be called off, since there is
 * work that nobody else would take. A yes before the gates close is a `life.resume()`: readiness
 * turns green again, and whoever waits for the shutdown gets a report that says `called-off`.
 *
 * A guard may answer at once, or wait for something until its signal aborts. It is not asked in a
 * life that has never been ready, since such a one cannot be resumed.
 *
 * **Ends**: when released; a guard that was asked is told so by nobody. **Again**: each shutdown
 * asks anew. **Late**: a yes after the gates have closed, or after a force, changes nothing, throws
 * nothing, and `answered` is told `too-late`. **Order**: beside the other announce hooks; the first
 * to come wins, and both are synchronous. An error of the guard is reported, and is a no.
 *
 * @throws {QuiesceError} `BAD_OPTION` when `guard` is not a function or `waitMs` is negative
 * @throws {QuiesceError} `DUPLICATE_HOOK` when there is a guard of that name
 *
 * @example Stay while a message waits that only this process can take
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { callOffWhen } from "quiesce/tasks";
 *
 * const life = new Lifecycle();
 * const messages = ["pay order 7"];
 * callOffWhen(life, () => messages.length > 0);
 * life.ready();
 *
 * console.assert((await life.shutdown()).end === "called-off" && life.health.ready);
 * messages.pop();
 * console.assert((await life.shutdown()).end === "completed");
 * ```
 */
export function callOffWhen(
  life: Lifecycle,
  guard: CallOffGuard,
  options: CallOffOptions = {},
): Release {
  const place = placeOf(callOffWhen);
  const action = "call a shutdown off";
  const { name = "call-off guard", waitMs = 0, answered } = options;
  aFunction(action, "guard", guard);
  nonNegative(action, "waitMs", waitMs);
  if (answered) aFunction(action, "answered", answered);
  return life.onAnnounce(name, async function callOff({ reason, remainingMs }) {
    const asking = new Asking(life, name, answered);
    const longEnough = Promise.withResolvers<void>();
    const disarm = life.clock.after(Math.min(waitMs, remainingMs() * 0.9), longEnough.resolve);
    await Promise.race([asking.ask(guard, reason), longEnough.promise]);
    disarm();
  }, { place });
}

/** One question to a guard, during one shutdown. */
class Asking {
  readonly #life: Lifecycle;
  readonly #from: string;
  readonly #answered: CallOffOptions["answered"];
  readonly #controller: AbortController = new AbortController();
  readonly #releases: readonly Release[];
  #answer: CallOffAnswer | undefined;

  constructor(life: Lifecycle, name: string, answered: CallOffOptions["answered"]) {
    this.#life = life;
    this.#from = `announce hook "${name}"`;
    this.#answered = answered;
    this.#releases = [
      life.on(
        "state.changed",
        ({ to }) => this.#settle(to === "ready" ? "called-off" : "too-late"),
      ),
      life.on("shutdown.forced", () => this.#settle("too-late")),
    ];
  }

  /** **Ends** when the guard has answered. Never rejects. */
  async ask(guard: CallOffGuard, reason: StopReason): Promise<void> {
    const { state, health } = this.#life;
    if (state !== "announcing" || !health.started) return this.#settle("too-late");
    try {
      const { signal } = this.#controller;
      const isWanted = await guard({ reason, signal });
      // Whoever comes after the gates has closed finds the answer given.
      if (isWanted && this.#answer === undefined) this.#life.resume();
      this.#settle("declined");
    } catch (error) {
      this.#failed(error);
      this.#settle("declined");
    }
  }

  #settle(answer: CallOffAnswer): void {
    if (this.#answer !== undefined) return;
    this.#answer = answer;
    for (const release of this.#releases) release();
    if (answer !== "declined") this.#controller.abort(new StopReason(MESSAGES[answer]));
    try {
      this.#answered?.(answer);
    } catch (error) {
      this.#life.caught(this.#from, error);
    }
  }

  /** A guard that waits throws the reason of its signal when that aborts; that is no failure. */
  #failed(error: unknown): void {
    const { signal } = this.#controller;
    if (!signal.aborted || error !== signal.reason) this.#life.caught(this.#from, error);
  }
}

const MESSAGES = {
  "called-off": "the shutdown was called off",
  "too-late": "it is too late to call the shutdown off",
} as const;
