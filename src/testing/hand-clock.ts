import { type Clock, QuiesceError, type Release, release } from "../core/mod.ts";

/** Where a hand clock starts. */
export interface HandClockOptions {
  /** What `wallMs()` says at first. Default: 0, the first moment of 1970. */
  readonly wallMs?: number;
}

/** A clock that stands still until it is moved. */
export interface HandClock extends Clock {
  /** How many timers wait. */
  readonly pending: number;
  /**
   * Moves the time forward by `ms`, and calls each timer that is due at its own time.
   *
   * **Ends** when the time has come and what the timers set off has come to rest, as far as promises
   * go: it waits for no real time. **Order**: by time, then by age; promises
   * settle before the first timer and after each. **Yours**: what a timer throws rejects it.
   *
   * @throws {QuiesceError} `BAD_OPTION` when `ms` is negative or not finite
   */
  advance(ms: number): Promise<void>;
}

interface Timer {
  readonly dueMs: number;
  readonly run: () => void;
}

/**
 * Makes a clock that only {@linkcode HandClock.advance} moves, so that tests of deadlines take no
 * time and always end the same way.
 *
 * **Yours**: real files and sockets take no time of this clock. A hook that waits for them is
 * overtaken by its own timeout as soon as the clock is moved past it, so fake them, or give the test
 * the real clock.
 *
 * @example See a deadline pass without waiting for it
 * ```ts
 * import { Scope } from "quiesce";
 * import { handClock } from "quiesce/testing";
 *
 * const clock = handClock();
 * const query = new Scope("query", { clock }).child("rows", { timeoutMs: 5_000 });
 * await clock.advance(4_999);
 * console.assert(!query.isAborted);
 * await clock.advance(1);
 * console.assert(query.isAborted && clock.pending === 0);
 * ```
 */
export function handClock(options: HandClockOptions = {}): HandClock {
  const { wallMs = 0 } = options;
  const timers = new Set<Timer>();
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    wallMs: () => wallMs + nowMs,
    after: (delayMs, run) => waiting(timers, { dueMs: nowMs + Math.max(0, delayMs), run }),
    get pending() {
      return timers.size;
    },
    async advance(ms) {
      if (!(ms >= 0) || ms === Infinity) throw badAdvance(ms);
      const untilMs = nowMs + ms;
      await turn();
      for (let next = earliest(timers, untilMs); next; next = earliest(timers, untilMs)) {
        nowMs = Math.max(nowMs, next.dueMs);
        timers.delete(next);
        next.run();
        await turn();
      }
      nowMs = Math.max(nowMs, untilMs);
    },
  };
}

function waiting(timers: Set<Timer>, timer: Timer): Release {
  if (timer.dueMs !== Infinity) timers.add(timer);
  return release(() => timers.delete(timer));
}

function earliest(timers: ReadonlySet<Timer>, untilMs: number): Timer | undefined {
  let found: Timer | undefined;
  for (const timer of timers) {
    if (timer.dueMs <= untilMs && !(found && found.dueMs <= timer.dueMs)) found = timer;
  }
  return found;
}

/** Waits for one turn of the event loop, before which all promises settle that can. */
function turn(): Promise<void> {
  const { setImmediate } = globalThis as { readonly setImmediate?: (run: () => void) => unknown };
  const { promise, resolve } = Promise.withResolvers<void>();
  // Not a timer of the platform: those take a millisecond each, and tests of timers replace them.
  if (setImmediate) setImmediate(resolve);
  else post(resolve);
  return promise;
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

function badAdvance(ms: number): QuiesceError {
  const message =
    `Cannot advance the clock: "ms" must be a finite number of zero or more, got ${ms}`;
  return new QuiesceError("BAD_OPTION", message);
}
