/*
 * Invariants
 * 1. A task that has ended is kept by its handle alone; the group keeps counts and errors.
 * 2. Whatever stops the scope of the group closes the group in the same step, so nothing is spawned
 *    or restarted after a stop.
 * 3. The group ends once, and finally: when it is closed and empty at the same moment or, once it
 *    was stopped, when its scope has closed, with or without those that do not end.
 */
import { nonNegative } from "../check/mod.ts";
import {
  type Clock,
  Scope,
  type ScopeOutcome,
  StopReason,
  type Task,
  type TaskOutcome,
} from "../core/mod.ts";
import { type Acknowledgement, RollCall } from "./acknowledgement.ts";
import {
  checkedPolicy,
  type GroupOptions,
  type GroupPolicy,
  type GroupSpawnOptions,
  type GroupStopOptions,
  type GroupTask,
  unsupervised,
} from "./group-options.ts";
import { type GroupFailure, type GroupOutcome, GroupTally } from "./group-outcome.ts";
import { GroupSpawns } from "./group-spawn.ts";
import type { Supervision } from "./supervise.ts";
import { Supervisor } from "./supervisor.ts";

/**
 * Owns tasks that belong together, and says what the failure of one means to the others.
 *
 * It takes tasks until it is closed and ends when it is closed and empty, so its owner waits for all
 * of them with one call. Unlike a `Scope`, it has a policy for failures, takes nothing once it stops,
 * and tells asked from stopped: {@linkcode stop} gives a record of each task. Unlike a `Pool`, it
 * starts each task at once. Results are kept by the handles and errors by the outcome, so a group may
 * live as long as its process.
 *
 * **Order**: tasks start in the order of their spawns, synchronously, and stop side by side.
 *
 * @example Run side by side, and cancel the rest when one fails
 * ```ts
 * import { Group } from "quiesce/tasks";
 *
 * const group = new Group("checkout");
 * const price = group.spawn("price", () => Promise.resolve(42));
 * group.spawn("stock", () => Promise.reject(new Error("sold out")));
 * group.spawn("shipping", ({ signal }) =>
 *   new Promise((_resolve, reject) => {
 *     signal.addEventListener("abort", () => reject(signal.reason));
 *   }));
 * const { end, counts, failures } = await group.close();
 * console.assert(end === "failed" && failures[0]?.path === "/checkout/stock");
 * console.assert(counts.done === 1 && counts.stopped === 1);
 * console.assert(price.ended?.end === "done" && price.ended.value === 42);
 * ```
 */
export class Group implements AsyncDisposable {
  /** Owns the tasks. What is deferred on it runs when the group has ended. */
  readonly scope: Scope;
  /** The scope above, where it has no parent: an abort of a root cuts shields, ours must not. */
  readonly #root: Scope | undefined;
  readonly #policy: GroupPolicy;
  readonly #supervisor: Supervisor | undefined;
  readonly #clock: Clock;
  readonly #spawns: GroupSpawns;
  readonly #tally: GroupTally = new GroupTally();
  readonly #ended: PromiseWithResolvers<GroupOutcome> = Promise.withResolvers();
  readonly #unlisten: () => void;
  #live = 0;
  #isClosed = false;
  #isEnding = false;
  #reason: StopReason | undefined;
  #rollCall: RollCall | undefined;
  #acknowledged: Promise<readonly Acknowledgement[]> | undefined;

  /**
   * Makes an open group.
   *
   * **Late**: below a closed or stopping scope it is born stopping, and has ended in a moment.
   *
   * @throws {QuiesceError} `BAD_OPTION` when `timeoutMs` is negative or not a number, or the policy is
   * unknown
   */
  constructor(name: string, options: GroupOptions = {}) {
    const { parent, timeoutMs = Infinity, places = "some", clock } = options;
    this.#policy = checkedPolicy(`make group "${name}"`, options);
    const above = parent ?? new Scope("", clock && { clock });
    this.#root = parent === undefined ? above : undefined;
    this.scope = above.child(name, { timeoutMs });
    this.#clock = this.scope.clock;
    this.#spawns = new GroupSpawns({
      clock: this.#clock,
      places,
      failed: (task, error) => this.#taskFailed(task, error),
      ended: (task, outcome) => this.#taskEnded(task, outcome),
    });
    this.#supervisor = typeof this.#policy === "object" ? this.#supervise(this.#policy) : undefined;
    this.#unlisten = this.scope.onStop((reason) => this.#stopping(reason));
  }

  /** How many tasks have not ended. One that waits for its restart has not. */
  get size(): number {
    return this.#live;
  }

  /** Whether it takes no more tasks. */
  get isClosed(): boolean {
    return this.#isClosed || this.scope.isStopping;
  }

  /**
   * **Ends** when the group is closed and empty at the same moment, and its cleanups have run; after an
   * abort, when the time to unwind is over as well. Nothing of the group runs any more then, except
   * what the outcome lists as `unstopped`. Never rejects, and says the same to all who wait.
   */
  get ended(): Promise<GroupOutcome> {
    return this.#ended.promise;
  }

  /**
   * Runs `run` as a task, in a scope of its own, and keeps its result in the handle.
   *
   * **Ends**: `outcome` settles when `run` and all that it opened has ended; it never rejects. With
   * supervision, when it is not restarted any more. **Late**: once the group is closed or asked to
   * stop, by whomever, `run` is not called and the outcome is `refused`. **Order**: `run` is called
   * at once, before this returns.
   *
   * @throws {QuiesceError} `BAD_OPTION` when `restart` or `significant` does not fit the policy
   */
  spawn<T>(
    name: string,
    run: (scope: Scope) => T | PromiseLike<T>,
    options?: GroupSpawnOptions,
  ): GroupTask<T> {
    if (this.#supervisor === undefined && options !== undefined) {
      unsupervised(`spawn task "${name}"`, options);
    }
    if (this.isClosed) return this.#refuse(name);
    const given = options?.place;
    const spawn = given === undefined
      ? this.#spawns.options(this.spawn, run, this.#live)
      : this.#spawns.at(given);
    if (this.#supervisor !== undefined) {
      return this.#supervisor.spawn(name, run, { ...options, place: spawn.place });
    }
    this.#live += 1;
    return this.scope.spawn(name, run, spawn);
  }

  /**
   * Takes no more tasks; those that run are not disturbed.
   *
   * **Ends** as {@linkcode ended}, which it returns. **Again**: nothing but the same promise.
   */
  close(): Promise<GroupOutcome> {
    this.#isClosed = true;
    if (this.#live === 0) this.#end();
    return this.ended;
  }

  /**
   * Takes tasks again, after {@linkcode close}. Returns whether it does: not once the group has ended or
   * was asked to stop. Who waits for its end goes on waiting.
   */
  reopen(): boolean {
    this.#isClosed = this.scope.isStopping;
    return !this.#isClosed;
  }

  /**
   * Asks all tasks to finish, aborts them after `timeoutMs`, and says what each of them did.
   *
   * **Ends** with {@linkcode ended}, with one record for each task that was live at this call, oldest
   * first. Never rejects. **Again**: joins the first; the earlier of two times to abort holds.
   * **Late**: what has not ended when the time to unwind is over is `unacknowledged`; it may be
   * running still. Without a `timeoutMs` it waits for as long as the tasks take.
   *
   * @throws {QuiesceError} `BAD_OPTION` when `timeoutMs` is negative or not a number
   */
  stop(reason?: unknown, options: GroupStopOptions = {}): Promise<readonly Acknowledgement[]> {
    const { timeoutMs = this.#stopTimeoutMs } = options;
    nonNegative("stop a group", "timeoutMs", timeoutMs);
    this.#acknowledged ??= this.#callRoll();
    this.#stop(reason ?? new StopReason(`group "${this.scope.path}" was asked to stop`), timeoutMs);
    return this.#acknowledged;
  }

  /**
   * Tells all tasks to stop now. It implies a stop.
   *
   * **Again**: the first reason stays. **Late**: who does not obey within the time to unwind is left
   * behind, and named by the outcome of the group.
   */
  abort(reason?: unknown): void {
    this.scope.abort(reason ?? new StopReason(`group "${this.scope.path}" was aborted`));
  }

  /** Stops the group, for `await using`. **Ends** when it has ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  get #stopTimeoutMs(): number {
    return typeof this.#policy === "object" ? this.#policy.stopTimeoutMs : Infinity;
  }

  #supervise(supervision: Supervision): Supervisor {
    return new Supervisor({
      scope: this.scope,
      clock: this.#clock,
      started: () => this.#live += 1,
      failed: (path, error) => this.#tally.fail(path, error),
      restarted: () => this.#tally.count("restarts"),
      ended: (task, outcome) => this.#taskEnded(task, outcome),
      stop: (reason) => this.#stop(reason, supervision.stopTimeoutMs),
    }, supervision);
  }

  #refuse<T>(name: string): GroupTask<T> {
    const { path, reason = new StopReason(`group "${path}" is closed`) } = this.scope;
    const ended: TaskOutcome<T> = { end: "refused", reason };
    this.#tally.count("refused");
    return {
      name,
      path: `${path}/${name}`,
      outcome: Promise.resolve(ended),
      ended,
      startMs: this.#clock.nowMs(),
      where: "",
      lastStatus: undefined,
    };
  }

  #taskFailed({ path }: Task<unknown>, error: unknown): void {
    this.#tally.fail(path, error);
    if (this.#policy !== "cancel") return;
    this.scope.abort(new StopReason(`task "${path}" failed`, { kind: "failure", cause: error }));
  }

  #taskEnded(task: Task<unknown>, outcome: TaskOutcome<unknown>): void {
    this.#live -= 1;
    this.#tally.count(outcome.end);
    this.#rollCall?.ended(task, this.#spawns.nowMs());
    if (this.#live === 0 && this.#isClosed) this.#end();
  }

  #callRoll(): Promise<readonly Acknowledgement[]> {
    const tasks = this.#supervisor?.tasks ?? this.scope.tasks().reverse();
    const rollCall = this.#rollCall = new RollCall(tasks, this.#clock.nowMs());
    return this.ended.then(() => rollCall.records(this.#clock.nowMs()));
  }

  #stop(reason: unknown, timeoutMs: number): void {
    this.scope.stop(reason);
    if (timeoutMs === 0) this.#expire(timeoutMs);
    if (timeoutMs === 0 || timeoutMs === Infinity || this.scope.isClosed) return;
    const disarm = this.#clock.after(timeoutMs, () => this.#expire(timeoutMs));
    void this.ended.then(disarm);
  }

  #expire(timeoutMs: number): void {
    const message = `group "${this.scope.path}" did not stop within ${Math.round(timeoutMs)} ms`;
    this.scope.abort(new StopReason(message, { kind: "deadline", cause: this.#reason }));
  }

  #stopping(reason: StopReason): void {
    this.#isClosed = true;
    this.#reason = reason;
    this.#supervisor?.stopping();
    this.#end();
  }

  #end(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    // Nobody asked it to stop, so closing its scope is not to look like a stop.
    if (!this.scope.isStopping) this.#unlisten();
    void this.scope.close().then((closed) => this.#finish(closed));
  }

  #finish(closed: ScopeOutcome): void {
    this.#rollCall = undefined;
    void this.#root?.close();
    this.#ended.resolve(this.#tally.outcome({
      path: this.scope.path,
      closed,
      reason: this.#reason,
      blame: (first) => this.#blame(first),
    }));
  }

  /** Makes a failure of the whole out of the first one. */
  #blame(first: GroupFailure | undefined): { readonly error: unknown } | undefined {
    if (this.#policy === "isolate") return undefined;
    if (this.#supervisor === undefined) return first;
    return this.#supervisor.error && { error: this.#supervisor.error };
  }
}
