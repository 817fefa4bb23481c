import { Chain } from "./chain.ts";
import { fire, type ListenerFailed, type Listeners } from "./listener.ts";
import { nonNegative } from "../check/mod.ts";
import type { ScopeOutcome, Unstopped } from "./outcome.ts";
import type { Clock } from "./port.ts";
import { StopReason } from "./reason.ts";
import type { Release } from "./release.ts";
import type { Scope } from "./scope.ts";
import type { Cleanup, ScopeOptions } from "./scope-options.ts";

/** A long-lived scope keeps this many errors for its outcome; its observer hears of all. */
const MOST_ERRORS = 100;

/** All of a scope that most scopes do without, made when it is first needed. */
export class Extra {
  /** That of the root, which knows the options. */
  readonly root: Extra;
  options: ScopeOptions = {};
  stopReason: StopReason | undefined;
  abortReason: StopReason | undefined;
  stopController: AbortController | undefined;
  deadlineMs: number | undefined;
  disarm: Release | undefined;
  closing: Promise<ScopeOutcome> | undefined;
  empty: PromiseWithResolvers<void> | undefined;
  abortedMs: number | undefined;
  status: string | undefined;
  #cleanups: Chain<Cleanup> | undefined;
  #errors: unknown[] | undefined;
  #stopListeners: Listeners<StopReason> | undefined;
  #abortListeners: Listeners<StopReason> | undefined;

  constructor(root?: Extra) {
    this.root = root ?? this;
  }

  get cleanups(): Chain<Cleanup> {
    return this.#cleanups ??= new Chain();
  }

  get stopListeners(): Listeners<StopReason> {
    return this.#stopListeners ??= new Chain();
  }

  get abortListeners(): Listeners<StopReason> {
    return this.#abortListeners ??= new Chain();
  }

  /** Whether closing has nothing to run, to wait for or to tell. */
  get isBare(): boolean {
    return this.closing === undefined && this.#errors === undefined &&
      this.#cleanups?.isEmpty !== false;
  }

  /** Whether somebody hears of a stop. */
  get hearsStop(): boolean {
    return this.stopController !== undefined || this.#stopListeners?.isEmpty === false;
  }

  /** Whether somebody hears of a stop or an abort. */
  get isHeard(): boolean {
    return this.hearsStop || this.#abortListeners?.isEmpty === false;
  }

  configure(options: ScopeOptions): void {
    const { unwindMs, cleanupMs } = options;
    if (unwindMs !== undefined) nonNegative("make a scope", "unwindMs", unwindMs);
    if (cleanupMs !== undefined) nonNegative("make a scope", "cleanupMs", cleanupMs);
    this.options = options;
  }

  /** Aborts `scope` at its deadline. */
  arm(scope: Scope, clock: Clock, at: { readonly atMs: number; readonly nowMs: number }): void {
    const leftMs = at.atMs - at.nowMs;
    const expire = (): void => {
      const message = `scope "${scope.path}" reached its deadline after ${Math.round(leftMs)} ms`;
      scope.abort(new StopReason(message, { kind: "deadline" }));
    };
    this.deadlineMs = at.atMs;
    if (leftMs <= 0) expire();
    else this.disarm = clock.after(leftMs, expire);
  }

  emptied(): void {
    this.empty?.resolve();
    this.empty = undefined;
  }

  /** A task below failed, and perhaps somebody took the error. */
  taskFailed(scope: Scope, error: unknown, isTaken: boolean): void {
    if (!isTaken) this.fail(error);
    this.root.options.observer?.taskFailed?.(scope, error);
  }

  fail(error: unknown): void {
    const errors = this.#errors ??= [];
    if (errors.length < MOST_ERRORS) errors.push(error);
  }

  fireStop(failed: ListenerFailed): void {
    const reason = this.stopReason;
    if (reason === undefined) return;
    if (this.stopController?.signal.aborted === false) this.stopController.abort(reason);
    if (this.#stopListeners) fire(this.#stopListeners, reason, failed);
  }

  fireAbort(reason: StopReason, failed: ListenerFailed): void {
    if (this.#abortListeners) fire(this.#abortListeners, reason, failed);
  }

  outcome(unstopped: readonly Unstopped[]): ScopeOutcome {
    const errors = this.#errors ?? [];
    const failed = errors.length > 0 ? "failed" : "done";
    return { end: unstopped.length > 0 ? "timed-out" : failed, errors, unstopped };
  }
}
