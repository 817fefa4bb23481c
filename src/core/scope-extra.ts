import { bounded } from "./bounded.ts";
import { type ListenerFailed, ListenerSet } from "./listener.ts";
import { nonNegative } from "../check/mod.ts";
import type { ScopeOutcome, Unstopped } from "./outcome.ts";
import type { Place } from "./place.ts";
import type { Clock } from "./port.ts";
import type { StopReason } from "./reason.ts";
import { type Release, release } from "./release.ts";
import type { Cleanup, ScopeOptions } from "./scope-options.ts";

/** A long-lived scope keeps this many errors for its outcome; its observer hears of all. */
const MOST_ERRORS = 100;

interface CleanUp {
  readonly clock: Clock;
  readonly path: string;
  readonly timeoutMs: () => number;
  readonly failed: ListenerFailed;
  readonly cleanupFailed: (error: unknown) => void;
}

/** All of a scope that most scopes do without, made when it is first needed. */
export class Extra {
  options: ScopeOptions = {};
  stopReason: StopReason | undefined;
  abortReason: StopReason | undefined;
  stopController: AbortController | undefined;
  deadlineMs: number = Infinity;
  disarm: Release | undefined;
  closing: Promise<ScopeOutcome> | undefined;
  empty: PromiseWithResolvers<void> | undefined;
  startMs: number | undefined;
  abortedMs: number | undefined;
  place: Place | undefined;
  readonly cleanups: Cleanup[] = [];
  readonly #errors: unknown[] = [];
  #stopListeners: ListenerSet | undefined;
  #abortListeners: ListenerSet | undefined;

  get stopListeners(): ListenerSet {
    return this.#stopListeners ??= new ListenerSet();
  }

  get abortListeners(): ListenerSet {
    return this.#abortListeners ??= new ListenerSet();
  }

  configure(options: ScopeOptions): void {
    const { unwindMs, cleanupMs } = options;
    if (unwindMs !== undefined) nonNegative("make a scope", "unwindMs", unwindMs);
    if (cleanupMs !== undefined) nonNegative("make a scope", "cleanupMs", cleanupMs);
    this.options = options;
  }

  emptied(): void {
    this.empty?.resolve();
    this.empty = undefined;
  }

  register(place: Place, startMs: number): void {
    this.place = place;
    this.startMs = startMs;
  }

  defer(cleanup: Cleanup): Release {
    // A function of its own, so that the same cleanup can be deferred twice.
    const own: Cleanup = (signal) => cleanup(signal);
    this.cleanups.push(own);
    return release(() => {
      const at = this.cleanups.lastIndexOf(own);
      if (at >= 0) this.cleanups.splice(at, 1);
    });
  }

  fail(error: unknown): void {
    if (this.#errors.length < MOST_ERRORS) this.#errors.push(error);
  }

  fireStop(failed: ListenerFailed): void {
    if (this.stopController?.signal.aborted === false) this.stopController.abort(this.stopReason);
    this.#stopListeners?.fire(failed);
  }

  fireAbort(failed: ListenerFailed): void {
    this.#abortListeners?.fire(failed);
  }

  async cleanUp({ clock, path, timeoutMs, failed, cleanupFailed }: CleanUp): Promise<void> {
    for (let next = this.cleanups.pop(); next; next = this.cleanups.pop()) {
      const what = `a cleanup of scope "${path}"`;
      const ended = await bounded({ clock, what, timeoutMs: timeoutMs(), failed }, next);
      if (ended.end === "done") continue;
      this.fail(ended.error);
      cleanupFailed(ended.error);
    }
  }

  outcome(unstopped: readonly Unstopped[]): ScopeOutcome {
    const failed = this.#errors.length > 0 ? "failed" : "done";
    return { end: unstopped.length > 0 ? "timed-out" : failed, errors: this.#errors, unstopped };
  }
}
