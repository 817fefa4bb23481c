import { QuiesceError } from "../check/mod.ts";
import { LATE_MS } from "./bounded.ts";
import type { Chain } from "./chain.ts";
import { isolated, type ListenerFailed } from "./listener.ts";
import type { Clock } from "./port.ts";
import { obeys } from "./reason.ts";
import type { Release } from "./release.ts";
import type { Cleanup } from "./scope-options.ts";
import { isThenable } from "./thenable.ts";

/** What running the cleanups of a scope needs. */
export interface SweepHost {
  readonly clock: Clock;
  readonly path: string;
  /** How long a cleanup that begins now may take. Zero or less: it is late, and hardly waited for. */
  timeoutMs(): number;
  /** When all of them must be over, on the clock. */
  deadlineMs(): number;
  /** Calls `listener` when the scope is aborted, which leaves less time to what begins after it. */
  onAbort(listener: () => void): Release;
  /** Is told what a cleanup threw, or that its time ran out. */
  failed(error: unknown): void;
  /** Is told when a listener of the signal throws. */
  readonly listenerFailed: ListenerFailed;
}

/** A cleanup that hangs is noticed within this share of its time. */
const CHECKS = 4;

/**
 * Runs cleanups, the newest first, one after the other, each bounded in time, none skipped.
 *
 * One signal and one timer serve all cleanups until one of them runs out of time or the scope is
 * aborted: a clock read, a timer and a controller for each would cost ten times what a short cleanup
 * does. The timer looks
 * at what runs every quarter of the limit, so that a cleanup behind others is given up after its
 * time and at most a quarter more; the first one, and each one behind one that was late, exactly.
 *
 * **Ends** when there is none left; never rejects.
 */
export function sweep(cleanups: Chain<Cleanup>, host: SweepHost): Promise<void> {
  const done = Promise.withResolvers<void>();
  void new Sweep(cleanups, host, done.resolve).run();
  return done.promise;
}

class Sweep {
  readonly #cleanups: Chain<Cleanup>;
  readonly #host: SweepHost;
  readonly #done: () => void;
  readonly #isLate: boolean;
  readonly #limitMs: number;
  readonly #deadlineMs: number;
  readonly #controller = new AbortController();
  #disarm: Release | undefined;
  #unlisten: Release | undefined;
  #isAborted = false;
  #turn = 0;
  #watchedTurn = 0;
  #sinceMs = 0;
  #isOver = false;

  constructor(cleanups: Chain<Cleanup>, host: SweepHost, done: () => void) {
    this.#cleanups = cleanups;
    this.#host = host;
    this.#done = done;
    const timeoutMs = host.timeoutMs();
    this.#isLate = timeoutMs <= 0;
    this.#limitMs = this.#isLate ? LATE_MS : timeoutMs;
    this.#deadlineMs = this.#isLate ? Infinity : host.deadlineMs();
    if (this.#isLate) this.#controller.abort(this.#expired());
  }

  /** Stays suspended for ever in a cleanup that was given up and never ends; another goes on. */
  async run(): Promise<void> {
    const { signal } = this.#controller;
    const cleanups = this.#cleanups;
    for (let next = cleanups.takeNewest(); next !== undefined; next = cleanups.takeNewest()) {
      try {
        const pending = next(signal);
        if (!isThenable(pending)) continue;
        this.#turn += 1;
        if (this.#disarm === undefined) this.#watch();
        await pending;
      } catch (error) {
        this.#threw(error);
      }
      if (this.#isOver) return;
      if (this.#isAborted) return this.#goOn();
    }
    this.#leave();
    this.#done();
  }

  /** What an abandoned call throws later is told, unless it only obeys its signal. */
  #threw(error: unknown): void {
    if (!this.#isOver) this.#host.failed(error);
    else if (!obeys(error, this.#controller.signal)) this.#host.listenerFailed(error);
  }

  #watch(): void {
    this.#unlisten = this.#host.onAbort(() => this.#isAborted = true);
    this.#sinceMs = this.#host.clock.nowMs();
    this.#watchedTurn = this.#turn;
    this.#arm(this.#limitMs);
  }

  #arm(leftMs: number): void {
    const everyMs = Math.min(leftMs, this.#limitMs / CHECKS);
    this.#disarm = this.#host.clock.after(everyMs, () => this.#check());
  }

  #check(): void {
    const nowMs = this.#host.clock.nowMs();
    if (this.#watchedTurn !== this.#turn) {
      this.#watchedTurn = this.#turn;
      this.#sinceMs = nowMs;
    }
    const leftMs = Math.min(this.#sinceMs + this.#limitMs, this.#deadlineMs) - nowMs;
    if (leftMs <= 0) this.#expire();
    else this.#arm(leftMs);
  }

  /** Gives up what runs. */
  #expire(): void {
    const error = this.#expired();
    this.#isOver = true;
    this.#host.failed(error);
    isolated(this.#host.listenerFailed, () => this.#controller.abort(error));
    this.#goOn();
  }

  /** The others have a signal and a timer anew, and the time that is left now. */
  #goOn(): void {
    this.#leave();
    void new Sweep(this.#cleanups, this.#host, this.#done).run();
  }

  #leave(): void {
    this.#disarm?.();
    this.#unlisten?.();
  }

  #expired(): QuiesceError {
    const given = this.#isLate || this.#limitMs === Infinity
      ? "the deadline has passed"
      : `it was given ${Math.round(this.#limitMs)} ms`;
    const what = `a cleanup of scope "${this.#host.path}"`;
    return new QuiesceError("DEADLINE", `Cannot wait for ${what} any longer: ${given}`);
  }
}
