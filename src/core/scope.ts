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
import { ALREADY_DONE, cleanUp, closeScope, type Closing, UNWIND_MS } from "./closing.ts";
import { disposerOf } from "./disposer.ts";
import { callSafely, isolated, type ListenerFailed, type Listeners } from "./listener.ts";
import { nonNegative } from "../check/mod.ts";
import type { ScopeOutcome, Unstopped } from "./outcome.ts";
import { placeOf } from "./place.ts";
import type { Clock } from "./port.ts";
import { StopReason, toReason } from "./reason.ts";
import { type Release, release } from "./release.ts";
import { Extra } from "./scope-extra.ts";
import { ABORTED, CLOSED, closed, DETACHED, SHIELDED, STOPPED } from "./scope-flag.ts";
import type { ChildOptions, Cleanup, Disposer, ScopeOptions } from "./scope-options.ts";
import { type Walk, walks } from "./scope-walk.ts";
import { runShielded } from "./shielded.ts";
import { bornNow, refusedTask, ScopeTask, type SpawnOptions, type Task } from "./task.ts";
import { owners, TASK_ENDED, unstopped } from "./task.ts";
import { type Reached, tracker } from "./tracker.ts";

/** Says to the constructor that it makes a child, whose maker tells the tracker of it. */
const ADOPTED: ScopeOptions = {};

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
  #task: ScopeTask<unknown> | undefined;

  static {
    owners.of = (scope) => scope.#parent && scope.#parent.#need();
    walks.through = (scope, enter) => scope.#walk(enter);
  }

  /**
   * Makes a root scope. Children are made by {@linkcode child}.
   *
   * @throws {QuiesceError} `BAD_OPTION` when a time is negative or not a number
   */
  constructor(name = "", options?: ScopeOptions) {
    this.name = name;
    if (options === ADOPTED) return;
    if (options !== undefined) this.#need().configure(options);
    if (tracker !== undefined) tracker.opened(this, options?.kind ?? "scope", Scope);
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

  /** What it said last by {@linkcode status}. */
  get lastStatus(): string | undefined {
    return this.#extra?.status;
  }

  /** Aborts when the work should take nothing new and finish what it holds. Made when first read. */
  get stopping(): AbortSignal {
    const extra = this.#need();
    const controller = extra.stopController ??= this.#newController();
    const why = this.#whyStopped ?? (this.isClosed ? this.#whyClosed : undefined);
    if (why !== undefined && !controller.signal.aborted) controller.abort(why);
    return controller.signal;
  }

  /** Aborts when the work should stop now. Made when first read. */
  get signal(): AbortSignal {
    const controller = this.#controller ??= this.#newController();
    if (this.isAborted && !controller.signal.aborted) controller.abort(this.#whyAborted);
    return controller.signal;
  }

  /** The clock of its tree, given to the root. */
  get clock(): Clock {
    return this.#options.clock ?? systemClock;
  }

  /** How long work of its tree is waited for once it was aborted. */
  get unwindMs(): number {
    return this.#options.unwindMs ?? UNWIND_MS;
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
    return deadlineMs === Infinity ? Infinity : Math.max(0, deadlineMs - this.clock.nowMs());
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
    const child = options === undefined ? this.#adopt(name, 0) : this.#timed(name, 0, options);
    tracker?.opened(child, "scope", this.child);
    return child;
  }

  /**
   * Opens a scope that this one waits for but does not stop: its owner ends it explicitly.
   *
   * **Late**: only an abort of the root reaches it.
   *
   * @throws {QuiesceError} `BAD_OPTION` when a time is negative or not a number
   */
  detached(name: string, options?: ChildOptions): Scope {
    const child = this.#timed(name, DETACHED, options ?? {});
    tracker?.opened(child, "scope", this.detached);
    return child;
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
    tracker?.opened(scope, "scope", this.shield);
    return await runShielded(scope, run);
  }

  /**
   * Runs `run` as a task that this scope waits for. The task has a scope of its own.
   *
   * **Ends**: `outcome` settles when `run` and all that it opened has ended; it never rejects.
   * **Cancelled**: a task of a stopping scope runs, with `stopping` aborted. **Late**: once this
   * scope has closed, `run` is not called and the outcome is `refused`. An `AbortError` from a task
   * that was not asked to stop is a failure. A task that ends at once has ended when this returns.
   */
  spawn<T>(
    name: string,
    run: (scope: Scope) => T | PromiseLike<T>,
    options?: SpawnOptions<T>,
  ): Task<T> {
    const birth = bornNow(this, options ?? { place: placeOf(this.spawn) });
    if (this.isClosed) {
      return refusedTask(name, this.path, this.reason ?? this.#whyClosed, birth.startMs);
    }
    const scope = this.#adopt(name, 0);
    const task = new ScopeTask(scope, birth);
    scope.#task = task as ScopeTask<unknown>;
    tracker?.opened(scope, "task", this.spawn, options?.place);
    task.run(run);
    return task;
  }

  /** Says how far its work has come, for the report and for whoever looks. The last one counts. */
  status(text: string): void {
    this.#need().status = text;
  }

  /** How much has not ended below this scope. Cheaper than {@linkcode open}. */
  openCount(): number {
    let count = -1;
    this.#walk(() => (count += 1) >= 0);
    return count;
  }

  /** The tasks directly below this scope that have not ended, newest first. A snapshot. */
  tasks(): Task<unknown>[] {
    const found: Task<unknown>[] = [];
    for (let node = this.#first; node !== undefined; node = node.#next) {
      if (node.#task !== undefined) found.push(node.#task);
    }
    return found;
  }

  /**
   * Calls `cleanup` when this scope closes: the newest first, one after the other, each awaited,
   * each bounded in time, none skipped.
   *
   * **Late**: on a closed scope it is called at once. **Again**: the result takes it back.
   */
  defer(cleanup: Cleanup): Release {
    const { cleanups } = this.#need();
    const takeBack = cleanups.add(cleanup);
    if (this.isClosed) void cleanUp(this.#closing(this.#need()));
    return takeBack;
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
    return this.#listen(this.#need().stopListeners, this.isStopping && this.#whyStopped, listener);
  }

  /**
   * Calls `listener` when the scope is aborted; at once when it was already. Constant time however
   * many there are, which `addEventListener` on a signal is on no runtime.
   */
  onAbort(listener: (reason: StopReason) => void): Release {
    return this.#listen(this.#need().abortListeners, this.isAborted && this.#whyAborted, listener);
  }

  /**
   * Asks this scope and all below it to take nothing new and to finish.
   *
   * **Again**: the first reason stays. **Order**: synchronous; every descendant is marked before
   * the first listener is called.
   */
  stop(reason?: unknown): void {
    if (!this.isStopping) this.#cancel(toReason(reason, "stopped"), STOPPED);
  }

  /**
   * Tells this scope and all below it to stop now. It implies a stop.
   *
   * **Again**: the first reason stays. **Order**: as {@linkcode stop}.
   */
  abort(reason?: unknown): void {
    const marks = this.isClosed ? ABORTED : STOPPED | ABORTED;
    if (!this.isAborted) this.#cancel(toReason(reason, "aborted"), marks);
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
    // What most scopes do is all that this function does, so that engines put it where it is called.
    if (this.#extra !== undefined || this.#first !== undefined) return this.#close(reason);
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
    const nowMs = this.clock.nowMs();
    this.#walk((node) => {
      if (node !== this) found.push(unstopped(node, node.#task, nowMs));
      return true;
    });
    return found;
  }

  get #root(): Scope {
    let node: Scope = this;
    while (node.#parent) node = node.#parent;
    return node;
  }

  get #options(): ScopeOptions {
    return this.#root.#extra?.options ?? {};
  }

  get #isExempt(): boolean {
    return (this.#flags & (DETACHED | SHIELDED)) !== 0;
  }

  #need(): Extra {
    return this.#extra ??= new Extra(this.#parent && this.#root.#need());
  }

  #newController(): AbortController {
    const controller = new AbortController();
    tracker?.signalMade(this, controller.signal);
    return controller;
  }

  #listen(
    set: Listeners<StopReason>,
    why: StopReason | false | undefined,
    listener: (reason: StopReason) => void,
  ): Release {
    tracker?.listened(this);
    if (why === false) return set.add(listener);
    callSafely(listener, why ?? this.#whyClosed, (error) => this.#listenerFailed(error));
    return release(() => {});
  }

  #adopt(name: string, flags: number): Scope {
    const child = new Scope(name, ADOPTED);
    child.#parent = this;
    child.#flags = flags | this.#bequest(flags);
    if ((this.#flags & CLOSED) === 0) this.#link(child);
    else child.#bury(this);
    return child;
  }

  /** The marks with which a child is born. */
  #bequest(flags: number): number {
    if ((flags & (DETACHED | SHIELDED)) === 0) return this.#flags & (STOPPED | ABORTED);
    return this.#root.isAborted ? STOPPED | ABORTED : 0;
  }

  #bury(parent: Scope): void {
    const why = parent.#whyStopped ?? parent.#whyClosed;
    this.#need();
    this.#mark(why, STOPPED);
    this.#mark(parent.#whyAborted ?? why, ABORTED);
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
    const clock = this.clock;
    const nowMs = clock.nowMs();
    const child = this.#adopt(name, flags);
    const atMs = Math.min(deadlineMs ?? Infinity, nowMs + (timeoutMs ?? Infinity));
    if (atMs < child.deadlineMs) child.#need().arm(child, clock, { atMs, nowMs });
    return child;
  }

  #cancel(reason: StopReason, marks: number): void {
    const extra = this.#need();
    const isAbort = (marks & ABORTED) !== 0;
    if (isAbort) extra.abortedMs = this.clock.nowMs();
    const passed = isAbort && this.#parent === undefined ? 0 : DETACHED | SHIELDED;
    const due: Scope[] = [];
    const marked: Scope[] = [];
    this.#markAll(reason, marks, { passed, due, marked: tracker && marked });
    tracker?.cancelling({
      origin: this,
      reason,
      isAbort,
      reached: marked.map((node) => node.#reached(this)),
    });
    // One for all: a function of its own for each scope costs as much as telling it.
    let told: Scope = this;
    const failed = (error: unknown): void => told.#listenerFailed(error);
    isolated(failed, () => {
      for (told of due) told.#fire(reason, failed);
    });
  }

  #reached(origin: Scope): Reached {
    let hops = 0;
    for (let node: Scope = this; node !== origin && node.#parent; node = node.#parent) hops += 1;
    return {
      scope: this,
      hops,
      listens: this.#controller !== undefined || this.#extra?.isHeard === true,
    };
  }

  /** A walk of its own: in a large tree a callback costs half as much again. */
  #markAll(
    reason: StopReason,
    marks: number,
    { passed, due, marked }: Walk,
  ): void {
    let node: Scope | undefined = this;
    while (node !== undefined) {
      const enters: boolean = node === this || (node.#flags & passed) === 0;
      if (enters) {
        if ((marks & ~node.#flags) !== 0) marked?.push(node);
        if (node.#mark(reason, marks)) due.push(node);
      }
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

  get #whyClosed(): StopReason {
    return this.#task === undefined ? new StopReason("the scope is closed") : TASK_ENDED;
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
  #fire(reason: StopReason, failed: ListenerFailed): void {
    this.#extra?.fireStop(failed);
    if (this.isAborted) {
      const why = this.#extra?.abortReason ?? reason;
      if (this.#controller?.signal.aborted === false) this.#controller.abort(why);
      this.#extra?.fireAbort(why, failed);
    }
    tracker?.told(this, reason);
  }

  #close(reason: unknown): Promise<ScopeOutcome> {
    const extra = this.#extra;
    if (this.#first !== undefined || extra?.isBare === false) return this.#closeSlowly(reason);
    if (extra?.hearsStop && !this.isStopping) {
      this.stop(toReason(reason, `scope "${this.path}" closed`));
      return this.#close(reason);
    }
    extra?.disarm?.();
    this.#leave();
    return ALREADY_DONE;
  }

  #closeSlowly(reason: unknown): Promise<ScopeOutcome> {
    const extra = this.#need();
    if (extra.closing !== undefined) return extra.closing;
    if (this.isClosed) return ALREADY_DONE;
    const { promise, resolve } = Promise.withResolvers<ScopeOutcome>();
    // First of all, since a listener or a cleanup may close it as well.
    extra.closing = promise;
    if (!this.isStopping) this.stop(toReason(reason, `scope "${this.path}" closed`));
    resolve(closeScope(this.#closing(extra)));
    return promise;
  }

  #closing(extra: Extra): Closing {
    return {
      scope: this,
      extra,
      hasChildren: () => this.#first !== undefined,
      shieldedMs: () => this.#shieldedMs(),
      listenerFailed: (error) => this.#listenerFailed(error),
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
    closed.count += 1;
    const parent = this.#parent;
    if (this.#next !== undefined) this.#next.#previous = this.#previous;
    if (this.#previous !== undefined) this.#previous.#next = this.#next;
    else if (parent !== undefined && parent.#first === this) parent.#first = this.#next;
    this.#previous = this.#next = undefined;
    tracker?.closed(this);
    if (parent !== undefined && parent.#first === undefined) parent.#extra?.emptied();
  }

  #listenerFailed(error: unknown): void {
    this.#need().root.fail(error);
    this.#options.observer?.listenerFailed?.(this.path, error);
  }
}
