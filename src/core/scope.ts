/*
 * Invariants
 * 1. Children hang on their parent by links of their own; a parent's signal never has a listener
 *    per child.
 * 2. A scope is marked at most once, and before any user code hears of it: a walk first marks all
 *    descendants, then calls listeners. So whatever a listener reads or opens is already marked.
 *    A mark is a bit; the reason is kept where it was given and where somebody listens, and is
 *    found upwards by the others. The nearest is the first: who is marked takes no second reason.
 * 3. A stop or an abort passes a detached or shielded scope by, with all below it; an abort of the
 *    root passes nothing by.
 * 4. A scope leaves its parent's list when it has closed, and not before.
 */
import { systemClock } from "./clock.ts";
import { cleanUp, closeScope, type Closing } from "./closing.ts";
import { disposerOf } from "./disposer.ts";
import { isolated, listen, type ListenerFailed } from "./listener.ts";
import { nonNegative } from "../check/mod.ts";
import type { ScopeOutcome, Unstopped } from "./outcome.ts";
import { type Place, placeOf } from "./place.ts";
import type { Clock } from "./port.ts";
import { StopReason, toReason } from "./reason.ts";
import { type Release, release } from "./release.ts";
import { frozen } from "./report.ts";
import { Extra } from "./scope-extra.ts";
import type {
  ChildOptions,
  Cleanup,
  Disposer,
  ScopeObserver,
  ScopeOptions,
} from "./scope-options.ts";
import { refusedTask, runShielded, runTask, type Task } from "./task.ts";

const DETACHED = 1;
const SHIELDED = 2;
const CLOSED = 4;
const TASK = 8;
const STOPPED = 16;
const ABORTED = 32;

const DONE: ScopeOutcome = frozen({ end: "done", errors: [], unstopped: [] });
const ALREADY_DONE: Promise<ScopeOutcome> = Promise.resolve(DONE);

/**
 * Owns work: tasks, cleanups, child scopes, two signals and a deadline.
 *
 * `stopping` asks (take nothing new, finish what you hold), `signal` insists (stop now). Parents
 * reach children, never the reverse. Both signals are made when they are first read, so that a
 * scope to which nobody listens costs one small object. Unlike an `AbortController`, a scope waits:
 * `close()` settles only when all that it owns has ended.
 *
 * @example A worker that finishes what it holds
 * ```ts
 * import { Scope } from "quiesce";
 *
 * const orders = new Scope("orders");
 * let finished = 0;
 * orders.spawn("worker", async (scope) => {
 *   while (!scope.isStopping) {
 *     await Promise.resolve();
 *     finished += 1;
 *   }
 * });
 * const outcome = await orders.close();
 * console.assert(outcome.end === "done" && finished > 0);
 * ```
 */
export class Scope implements AsyncDisposable {
  /** Its own name, the last part of its {@linkcode path}. */
  readonly name: string;
  #parent: Scope | undefined;
  #previous: Scope | undefined;
  #next: Scope | undefined;
  #first: Scope | undefined;
  #flags = 0;
  #controller: AbortController | undefined;
  #extra: Extra | undefined;

  /**
   * Makes a root scope. Children are made by {@linkcode child}.
   *
   * @throws {QuiesceError} `BAD_OPTION` when a time is negative or not a number
   */
  constructor(name = "", options?: ScopeOptions) {
    this.name = name;
    if (options !== undefined) this.#need().configure(options);
  }

  /** Its place in the tree: the names from the root down, such as `/orders/worker-3`. */
  get path(): string {
    const names: string[] = [];
    for (let node: Scope | undefined = this; node; node = node.#parent) names.unshift(node.name);
    const path = names.join("/");
    return path.startsWith("/") ? path : `/${path}`;
  }

  /** Whether it was asked to stop, gracefully or not. Costs nothing, unlike reading a signal. */
  get isStopping(): boolean {
    return (this.#flags & (STOPPED | CLOSED)) !== 0;
  }

  /** Whether it was told to stop now. */
  get isAborted(): boolean {
    return (this.#flags & ABORTED) !== 0;
  }

  /** Whether it has closed: all that it owned has ended or was left behind. */
  get isClosed(): boolean {
    return (this.#flags & CLOSED) !== 0;
  }

  /** Why it was aborted or, failing that, asked to stop. The first reason of each wins. */
  get reason(): StopReason | undefined {
    return this.#whyAborted ?? this.#whyStopped;
  }

  /** Aborts when the work should take nothing new and finish what it holds. Made when first read. */
  get stopping(): AbortSignal {
    const extra = this.#need();
    const controller = extra.stopController ??= new AbortController();
    const why = this.#whyStopped ?? (this.isClosed ? closedReason() : undefined);
    if (why !== undefined && !controller.signal.aborted) controller.abort(why);
    return controller.signal;
  }

  /** Aborts when the work should stop now. Made when first read. */
  get signal(): AbortSignal {
    const controller = this.#controller ??= new AbortController();
    if (this.isAborted && !controller.signal.aborted) controller.abort(this.#whyAborted);
    return controller.signal;
  }

  /** When it will be aborted, on its clock: the earliest deadline up to the root, or `Infinity`. */
  get deadlineMs(): number {
    let deadlineMs = Infinity;
    let node: Scope | undefined = this;
    while (node) {
      deadlineMs = Math.min(deadlineMs, node.#extra?.deadlineMs ?? Infinity);
      node = node.#isExempt ? node.#root : node.#parent;
    }
    return deadlineMs;
  }

  /** How long until {@linkcode deadlineMs}; zero when it has passed, `Infinity` when there is none. */
  remainingMs(): number {
    const { deadlineMs } = this;
    return deadlineMs === Infinity ? Infinity : Math.max(0, deadlineMs - this.#clock.nowMs());
  }

  /**
   * Opens a scope below this one. Close it when its work has ended.
   *
   * **Cancelled**: a child of a stopping or aborted scope is born so. **Late**: a child of a closed
   * scope is born aborted.
   *
   * @throws {QuiesceError} `BAD_OPTION` when a time is negative or not a number
   */
  child(name: string, options?: ChildOptions): Scope {
    return options === undefined ? this.#adopt(name, 0) : this.#timed(name, 0, options);
  }

  /**
   * Opens a scope that this one waits for but does not stop: its owner ends it explicitly.
   *
   * **Late**: only an abort of the root reaches it.
   *
   * @throws {QuiesceError} `BAD_OPTION` when a time is negative or not a number
   */
  detached(name: string, options?: ChildOptions): Scope {
    return this.#timed(name, DETACHED, options ?? {});
  }

  /**
   * Runs `run` in a scope that outlives a stop and an abort of this one, for at most `timeoutMs`.
   * Meant for the short cleanup that must not be cut in the middle.
   *
   * **Ends**: as `run` does, once what it opened has closed; rejects with the reason when its time
   * runs out. **Late**: an abort of the root reaches it like anybody else.
   *
   * @throws {QuiesceError} `BAD_OPTION` when `timeoutMs` is negative or not a number
   */
  async shield<T>(timeoutMs: number, run: (scope: Scope) => T | PromiseLike<T>): Promise<T> {
    const scope = this.#timed("shield", SHIELDED, { timeoutMs });
    return await runShielded(scope, run);
  }

  /**
   * Runs `run` as a task that this scope waits for. The task has a scope of its own.
   *
   * **Ends**: `outcome` settles when `run` and all that it opened has ended; it never rejects.
   * **Cancelled**: a task of a stopping scope runs, with `stopping` aborted. **Late**: once this
   * scope has closed, `run` is not called and the outcome is `refused`. An `AbortError` from a task
   * that was not asked to stop is a failure. A wrapper may give the `place` that the report shows.
   */
  spawn<T>(
    name: string,
    run: (scope: Scope) => T | PromiseLike<T>,
    place: Place = placeOf(this.spawn),
  ): Task<T> {
    if (this.isClosed) return refusedTask(name, this.path, this.reason ?? closedReason());
    const scope = this.#adopt(name, TASK);
    scope.#need().register(place, this.#clock.nowMs());
    return runTask(scope, run, {
      failed: (error) => this.#taskFailed(scope, error),
      inherited: (error) => this.#need().fail(error),
    });
  }

  /**
   * Calls `cleanup` when this scope closes: the newest first, one after the other, each awaited,
   * each bounded in time, none skipped.
   *
   * **Late**: on a closed scope it is called at once. **Again**: the result takes it back.
   */
  defer(cleanup: Cleanup): Release {
    const extra = this.#need();
    if (this.isClosed) {
      extra.cleanups.push(cleanup);
      void cleanUp(this.#closing(extra));
      return release(() => {});
    }
    return extra.defer(cleanup);
  }

  /**
   * Gives `resource` to this scope, which disposes of it when it closes, and returns it.
   *
   * **Yours**: nothing any more; do not close it yourself.
   *
   * @throws {QuiesceError} `NO_DISPOSER` when it has neither `Symbol.asyncDispose` nor
   * `Symbol.dispose` and no `dispose` is given; the resource stays yours
   */
  use<R>(resource: R, dispose?: Disposer<R>): R {
    this.defer(disposerOf(resource, dispose, "resource"));
    return resource;
  }

  /** Calls `listener` when the scope is asked to stop; at once when it was already. */
  onStop(listener: (reason: StopReason) => void): Release {
    const call = (): void => listener(this.#whyStopped ?? closedReason());
    return listen(this.#need().stopListeners, this.isStopping, call, this.#failed());
  }

  /**
   * Calls `listener` when the scope is aborted; at once when it was already. Constant time however
   * many there are, which `addEventListener` on a signal is on no runtime.
   */
  onAbort(listener: (reason: StopReason) => void): Release {
    const call = (): void => listener(this.#whyAborted ?? closedReason());
    return listen(this.#need().abortListeners, this.isAborted, call, this.#failed());
  }

  /**
   * Asks this scope and all below it to take nothing new and to finish.
   *
   * **Again**: the first reason stays. **Order**: synchronous; every descendant is marked before
   * the first listener is called.
   */
  stop(reason?: unknown): void {
    if ((this.#flags & STOPPED) === 0) this.#cancel(toReason(reason, "stopped"), STOPPED);
  }

  /**
   * Tells this scope and all below it to stop now. It implies a stop.
   *
   * **Again**: the first reason stays. **Order**: as {@linkcode stop}.
   */
  abort(reason?: unknown): void {
    if (!this.isAborted) this.#cancel(toReason(reason, "aborted"), STOPPED | ABORTED);
  }

  /**
   * Stops this scope, waits until all that it owns has ended, aborts it at the deadline, and runs
   * its cleanups.
   *
   * **Ends**: with an outcome, never with a rejection; nothing that it owns runs any more, except
   * what the outcome lists as `unstopped`. **Again**: joins the first call. **Late**: without a
   * deadline it waits for as long as the work takes; after an abort for `unwindMs`, and no longer.
   */
  close(reason?: unknown): Promise<ScopeOutcome> {
    if (this.#extra !== undefined || this.#first !== undefined) return this.#closeSlowly(reason);
    this.#leave();
    return ALREADY_DONE;
  }

  /** The same as {@linkcode close}, for `await using`. **Ends** when the scope has closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /**
   * **Ends** when nothing is open below this scope, which may be now and need not last: stop it
   * first. Unlike {@linkcode close}, it neither stops nor cleans up.
   */
  async idle(): Promise<void> {
    const extra = this.#need();
    while (this.#first !== undefined) await (extra.empty ??= Promise.withResolvers()).promise;
  }

  /** What has not ended below this scope, parents before children. A snapshot. */
  open(): Unstopped[] {
    const found: Unstopped[] = [];
    this.#walk((node) => {
      if (node !== this) found.push(node.#describe());
      return true;
    });
    return found;
  }

  get #root(): Scope {
    let node: Scope = this;
    while (node.#parent) node = node.#parent;
    return node;
  }

  get #clock(): Clock {
    return this.#root.#extra?.options.clock ?? systemClock;
  }

  get #observer(): ScopeObserver | undefined {
    return this.#root.#extra?.options.observer;
  }

  get #isExempt(): boolean {
    return (this.#flags & (DETACHED | SHIELDED)) !== 0;
  }

  #need(): Extra {
    return this.#extra ??= new Extra();
  }

  #adopt(name: string, flags: number): Scope {
    const child = new Scope(name);
    child.#parent = this;
    child.#flags = flags | this.#bequest(flags);
    if ((this.#flags & CLOSED) === 0) this.#link(child);
    else child.#bury(this.reason ?? closedReason());
    return child;
  }

  /** The marks with which a child is born. */
  #bequest(flags: number): number {
    if ((flags & (DETACHED | SHIELDED)) === 0) return this.#flags & (STOPPED | ABORTED);
    return this.#root.isAborted ? STOPPED | ABORTED : 0;
  }

  #bury(reason: StopReason): void {
    this.#need();
    this.#mark(reason, STOPPED | ABORTED);
  }

  #link(child: Scope): void {
    const first = this.#first;
    if (first !== undefined) first.#previous = child;
    child.#next = first;
    this.#first = child;
  }

  #timed(name: string, flags: number, { timeoutMs, deadlineMs }: ChildOptions): Scope {
    const action = `open scope "${name}"`;
    if (timeoutMs !== undefined) nonNegative(action, "timeoutMs", timeoutMs);
    if (deadlineMs !== undefined) nonNegative(action, "deadlineMs", deadlineMs);
    const clock = this.#clock;
    const nowMs = clock.nowMs();
    const child = this.#adopt(name, flags);
    const atMs = Math.min(deadlineMs ?? Infinity, nowMs + (timeoutMs ?? Infinity));
    if (atMs < child.deadlineMs) child.#arm(clock, atMs, atMs - nowMs);
    return child;
  }

  #arm(clock: Clock, deadlineMs: number, leftMs: number): void {
    const expire = (): void => {
      const message = `scope "${this.path}" reached its deadline after ${Math.round(leftMs)} ms`;
      this.abort(new StopReason(message, { kind: "deadline" }));
    };
    const extra = this.#need();
    extra.deadlineMs = deadlineMs;
    if (leftMs <= 0) expire();
    else extra.disarm = clock.after(leftMs, expire);
  }

  #cancel(reason: StopReason, marks: number): void {
    const extra = this.#need();
    const isAbort = (marks & ABORTED) !== 0;
    if (isAbort) extra.abortedMs = this.#clock.nowMs();
    const reachesAll = isAbort && this.#parent === undefined;
    const due: Scope[] = [];
    this.#markAll(reason, marks, { passed: reachesAll ? 0 : DETACHED | SHIELDED, due });
    isolated(this.#failed(), () => {
      for (const node of due) node.#fire(reason);
    });
  }

  /** A walk of its own: in a large tree a callback costs half as much again. */
  #markAll(
    reason: StopReason,
    marks: number,
    { passed, due }: { readonly passed: number; readonly due: Scope[] },
  ): void {
    let node: Scope | undefined = this;
    while (node !== undefined) {
      const enters: boolean = node === this || (node.#flags & passed) === 0;
      if (enters && node.#mark(reason, marks)) due.push(node);
      node = (enters ? node.#first : undefined) ?? node.#following(this);
    }
  }

  /** Whether somebody may have to be told. */
  #mark(reason: StopReason, marks: number): boolean {
    const added = marks & ~this.#flags;
    this.#flags |= marks;
    if (this.#extra === undefined) return this.#controller !== undefined && (added & ABORTED) !== 0;
    if ((added & STOPPED) !== 0) this.#extra.stopReason = reason;
    if ((added & ABORTED) !== 0) this.#extra.abortReason = reason;
    return added !== 0;
  }

  get #whyStopped(): StopReason | undefined {
    return (this.#flags & STOPPED) === 0 ? undefined : this.#nearest((extra) => extra.stopReason);
  }

  get #whyAborted(): StopReason | undefined {
    return this.isAborted ? this.#nearest((extra) => extra.abortReason) : undefined;
  }

  /** Who listens has its reason at hand; the others find the nearest above, which is the first. */
  #nearest(reasonOf: (extra: Extra) => StopReason | undefined): StopReason | undefined {
    let node: Scope | undefined = this;
    while (node !== undefined) {
      const found = node.#extra && reasonOf(node.#extra);
      if (found !== undefined) return found;
      // Nothing but an abort of the root passes an exempt scope.
      if (node.#isExempt) return node.#root.#whyAborted;
      node = node.#parent;
    }
    return undefined;
  }

  /** Visits this scope and all below it, parents first, without recursion: trees can be deep. */
  #walk(enter: (node: Scope) => boolean): void {
    let node: Scope | undefined = this;
    while (node !== undefined) {
      node = (enter(node) ? node.#first : undefined) ?? node.#following(this);
    }
  }

  #following(top: Scope): Scope | undefined {
    let node: Scope = this;
    while (node !== top) {
      if (node.#next !== undefined) return node.#next;
      if (node.#parent === undefined) return undefined;
      node = node.#parent;
    }
    return undefined;
  }

  /** An own controller alone listens for an abort only, and is due only for the abort that marked it. */
  #fire(reason: StopReason): void {
    const failed = this.#failed();
    this.#extra?.fireStop(failed);
    if (!this.isAborted) return;
    const why = this.#extra?.abortReason ?? reason;
    if (this.#controller?.signal.aborted === false) this.#controller.abort(why);
    this.#extra?.fireAbort(failed);
  }

  #closeSlowly(reason: unknown): Promise<ScopeOutcome> {
    const extra = this.#need();
    if (extra.closing !== undefined) return extra.closing;
    if (this.isClosed) return ALREADY_DONE;
    const { promise, resolve } = Promise.withResolvers<ScopeOutcome>();
    // First of all, since a listener or a cleanup may close it as well.
    extra.closing = promise;
    this.stop(toReason(reason, `scope "${this.path}" closed`));
    resolve(closeScope(this.#closing(extra)));
    return promise;
  }

  #closing(extra: Extra): Closing {
    return {
      scope: this,
      extra,
      clock: this.#clock,
      options: this.#root.#extra?.options ?? {},
      hasChildren: () => this.#first !== undefined,
      shieldedMs: () => this.#shieldedMs(),
      listenerFailed: this.#failed(),
      leave: () => this.#leave(),
    };
  }

  #shieldedMs(): number {
    let longestMs = 0;
    this.#walk((node) => {
      const isShield = (node.#flags & SHIELDED) !== 0 && !node.isAborted;
      if (isShield) longestMs = Math.max(longestMs, node.remainingMs());
      return true;
    });
    return longestMs;
  }

  #leave(): void {
    if (this.isClosed) return;
    this.#flags |= CLOSED;
    const parent = this.#parent;
    if (this.#next !== undefined) this.#next.#previous = this.#previous;
    if (this.#previous !== undefined) this.#previous.#next = this.#next;
    else if (parent !== undefined && parent.#first === this) parent.#first = this.#next;
    this.#previous = this.#next = undefined;
    if (parent !== undefined && parent.#first === undefined) parent.#extra?.emptied();
  }

  #describe(): Unstopped {
    const since = this.#extra?.startMs;
    return {
      path: this.path,
      kind: (this.#flags & TASK) !== 0 ? "task" : "scope",
      ageMs: since === undefined ? undefined : Math.round(this.#clock.nowMs() - since),
      where: this.#extra?.place?.text ?? "",
    };
  }

  #taskFailed(scope: Scope, error: unknown): void {
    this.#need().fail(error);
    this.#observer?.taskFailed?.(scope, error);
  }

  #failed(): ListenerFailed {
    return (error) => {
      this.#root.#need().fail(error);
      this.#observer?.listenerFailed?.(this.path, error);
    };
  }
}

function closedReason(): StopReason {
  return new StopReason("the scope is closed");
}
