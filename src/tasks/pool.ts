/*
 * Invariants
 * 1. A pool goes from "open" to "ended" through the states between, and never back.
 * 2. It ends when it is closed and empty or, after an abort, when its scope has waited long enough.
 *    Its scope closes then and not before, so the owner waits for it.
 * 3. Once its scope is stopping, every job that runs is a task of that scope, so that it is waited
 *    for and can be named. Before that it is one where somebody would see it.
 */
import { aFunction } from "../check/mod.ts";
import { type Place, placeOf, type Release, Scope, StopReason } from "../core/mod.ts";
import { cancelReason, isCancelled, type WaitOptions } from "./cancellation.ts";
import type { Job, JobHandle, JobOutcome, RunningJob } from "./job.ts";
import { HandBackList } from "./pool-hand-back.ts";
import { type JobHost, PoolJob, reasonOf } from "./pool-job.ts";
import {
  checkJob,
  type HandedBack,
  type JobOptions,
  type PoolOptions,
  type PoolSettings,
  poolSettings,
} from "./pool-options.ts";
import { type JobResult, PoolResults } from "./pool-results.ts";
import { PoolWorkers } from "./pool-workers.ts";

/** In their order: a pool takes nothing more, then begins nothing more, then waits no more. */
const STATES: readonly PoolState[] = ["open", "draining", "stopping", "aborting", "ended"];

const NO_OPTIONS: JobOptions & WaitOptions = {};

/** How far a pool is on its way from open to ended. */
export type PoolState = "open" | "draining" | "stopping" | "aborting" | "ended";

/**
 * Runs jobs by a bounded number of workers from a bounded queue.
 *
 * `add` waits while the queue is full. A job that throws costs one result, never a worker. Unlike a
 * `Group`, a pool decides when its work begins; unlike a `Channel`, it runs and owns it.
 *
 * There are three ways to end it: `drain()` finishes what is queued, `stop()` finishes what is
 * running and hands back what is queued, `abort()` hands back both. Each may follow the one before.
 * `done` says that nothing runs any more and carries no data; `results` carry data and say nothing
 * else. What a job throws is told to the observer of the scope, like the failure of any task.
 *
 * **Order**: a job begins after `add` has returned; higher priorities first, equal ones first come,
 * first served. **Late**: a job that ignores an abort keeps its worker until it ends, since it is
 * running, whatever one calls it; its scope names it. **Yours**: what was refused, and what is
 * handed back.
 *
 * @example Eight at a time
 * ```ts
 * import { Pool } from "quiesce/tasks";
 *
 * const square = async (n: number) => await Promise.resolve(n * n);
 * const pool = new Pool("squares", square, { workers: 8, queue: 2 });
 * for (let n = 1; n < 20; n += 1) await pool.add(n);
 * const last = await pool.add(20);
 * const handedBack = await pool.drain();
 * const { ended } = last;
 * console.assert(handedBack.length === 0 && ended?.end === "done" && ended.value === 400);
 * ```
 */
export class Pool<In, Out = unknown> implements AsyncDisposable {
  /** What it is called. */
  readonly name: string;
  readonly #settings: PoolSettings<In>;
  readonly #scope: Scope;
  readonly #host: JobHost<In, Out>;
  readonly #workers: PoolWorkers<In, Out>;
  readonly #handedBack: HandBackList<In>;
  readonly #ended: PromiseWithResolvers<void> = Promise.withResolvers();
  /** Takes the hook of the life back. */
  readonly #forget: Release | undefined;
  #state: PoolState = "open";
  #isEnding = false;
  #lastId = 0;

  /**
   * Makes an open pool. Below a stopping owner it is born closed.
   *
   * @throws {QuiesceError} `BAD_OPTION` when an option is not what its type and unit ask for
   * @throws {QuiesceError} as `life.onCompensate`, with a `life` and a `handBack`
   */
  constructor(
    name: string,
    run: (input: In, job: Job) => Out | PromiseLike<Out>,
    options: PoolOptions<In>,
  ) {
    this.name = name;
    aFunction(`make pool "${name}"`, "run", run);
    const settings = this.#settings = poolSettings(name, options);
    const { clock, owner, life, handBack, queue, whenStopping, workers } = settings;
    const place = placeOf(new.target);
    this.#handedBack = new HandBackList(handBack);
    this.#forget = handBack &&
      life?.onCompensate(`pool "${name}"`, ({ signal }) => this.#compensate(signal), { place });
    this.#scope = owner?.child(name) ?? new Scope(name, clock && { clock });
    this.#workers = new PoolWorkers(run, this.#scope, {
      workers,
      queue,
      left: () => this.#workerLeft(),
    });
    this.#host = this.#jobHost(place);
    this.#scope.onStop(() => this.#enter(whenStopping === "stop" ? "stopping" : "draining"));
    this.#scope.onAbort(() => this.#enter("aborting"));
  }

  /** How far it is on its way from open to ended. */
  get state(): PoolState {
    return this.#state;
  }

  /** How many workers are busy, at most `workers`. */
  get running(): number {
    return this.#workers.running;
  }

  /**
   * The jobs that keep a worker busy, by worker. A snapshot. In the tree, where a report finds them,
   * they are from the stop on, or from when one looks into its scope or says its status; and as long
   * as something such as `detectLeaks` tracks what is open, all that begin.
   */
  jobs(): RunningJob<In>[] {
    const nowMs = this.#scope.clock.nowMs();
    return this.#workers.jobs().map((job) => job.snapshot(nowMs));
  }

  /** How many jobs wait for a worker, at most `queue`; without those that wait for room. */
  get queued(): number {
    return this.#workers.queued;
  }

  /** **Ends** when the pool is closed and empty, or has given up what ignored its abort. */
  get done(): Promise<void> {
    return this.#ended.promise;
  }

  /**
   * The results of the jobs that end after this was first read, in the order in which they end. What
   * is handed back is not among them.
   *
   * **Ends** when the pool is done and all results are taken. **Late**: while too many wait to be
   * taken, no job begins; so read them beside the code that adds. **Again**: several loops share
   * them. When the last one is left, what it did not take is dropped, and nothing is kept until this
   * is read again.
   */
  get results(): AsyncIterable<JobResult<In, Out>, undefined> {
    return this.#workers.results ??= this.#newResults();
  }

  /**
   * Adds a job.
   *
   * **Ends** when the job is in the queue, with a handle that tells how it ends. **Cancelled**: while
   * it waits for room, rejects with the reason of its signal, and the pool never had the job; after
   * that the signal means nothing to it. **Late**: a closed pool refuses the job, which the handle
   * tells at once; so it does with a job that waits for room when the pool closes.
   *
   * @throws {QuiesceError} `BAD_OPTION` when `priority` or `timeoutMs` is not what it has to be
   */
  async add(input: In, options: JobOptions & WaitOptions = NO_OPTIONS): Promise<JobHandle<Out>> {
    const by = options.signal;
    if (by !== undefined && isCancelled(by)) throw cancelReason(by);
    const job = this.#newJob(input, options);
    if (this.#state !== "open") this.#refuse(job);
    else if (!this.#workers.admit(job)) await this.#workers.wait(job, by);
    return job;
  }

  /**
   * Adds a job if that needs no waiting; `undefined` when the queue is full or the pool is closed.
   *
   * @throws {QuiesceError} `BAD_OPTION` as {@linkcode add}, but at once
   */
  tryAdd(input: In, options: JobOptions = NO_OPTIONS): JobHandle<Out> | undefined {
    const job = this.#newJob(input, options);
    return this.#state === "open" && this.#workers.admit(job) ? job : undefined;
  }

  /**
   * Takes nothing more, and finishes what is queued and what is running.
   *
   * **Ends** when nothing of it is left, with what was handed back: nothing, unless a stop or an
   * abort came as well. **Again**: joins the first call. **Late**: an abort releases who waits here.
   */
  drain(): Promise<readonly HandedBack<In>[]> {
    this.#enter("draining");
    return this.#whatWasLeft();
  }

  /**
   * Takes nothing more, hands back what is queued, and finishes what is running. That is told by
   * `stopping`; a job that answers by throwing its reason is handed back as well.
   *
   * **Ends**, **Again**, **Late**: as {@linkcode drain}; the first reason stays.
   */
  stop(reason?: unknown): Promise<readonly HandedBack<In>[]> {
    this.#scope.stop(reason ?? `pool "${this.name}" was stopped`);
    this.#enter("stopping");
    return this.#whatWasLeft();
  }

  /**
   * Takes nothing more, tells what is running to stop now, and hands back both. A job that returns or
   * fails all the same has ended, and is not handed back.
   *
   * **Ends** within the time that the owner gives aborted work to unwind, with what was handed back.
   * **Again**: joins the first call; the first reason stays. **Late**: what has not ended by then is
   * handed back as not acknowledged, and may be running still.
   */
  abort(reason?: unknown): Promise<readonly HandedBack<In>[]> {
    this.#scope.abort(reason ?? `pool "${this.name}" was aborted`);
    this.#enter("aborting");
    return this.#whatWasLeft();
  }

  /** The same as {@linkcode drain}, for `await using`. **Ends** when nothing of it is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.drain();
  }

  #newJob(input: In, { id, priority = 0, timeoutMs }: JobOptions): PoolJob<In, Out> {
    const job = new PoolJob(this.#host, input, id ?? (this.#lastId += 1));
    if (priority === 0 && timeoutMs === undefined) return job;
    checkJob(this.name, priority, timeoutMs);
    job.rank(priority, timeoutMs);
    return job;
  }

  #refuse(job: PoolJob<In, Out>): void {
    const reason = this.#scope.reason ?? new StopReason(`pool "${this.name}" takes nothing more`);
    job.settle({ end: "refused", reason });
  }

  #jobHost(place: Place): JobHost<In, Out> {
    const settled = (job: PoolJob<In, Out>, outcome: JobOutcome<Out>): void => {
      if (outcome.end !== "handed-back") return this.#workers.results?.push(job, outcome);
      const { id, input, state } = job;
      this.#handedBack.add({ id, input, state, acknowledged: outcome.acknowledged });
    };
    const { jobTimeoutMs } = this.#settings;
    return { scope: this.#scope, place, jobTimeoutMs, settled };
  }

  #newResults(): PoolResults<In, Out> {
    const workers = this.#workers;
    const results = new PoolResults<In, Out>(this.#settings.results, {
      taken: () => workers.refill(),
      left: () => {
        workers.results = undefined;
        workers.refill();
      },
    });
    if (this.#state === "ended") results.close();
    return results;
  }

  async #whatWasLeft(): Promise<readonly HandedBack<In>[]> {
    await this.#ended.promise;
    return this.#handedBack.jobs;
  }

  #enter(state: PoolState): void {
    if (this.#isEnding || STATES.indexOf(state) <= STATES.indexOf(this.#state)) return;
    this.#state = state;
    this.#workers.refuseAdders((job) => this.#refuse(job));
    if (state !== "draining") this.#handBackQueue();
    if (this.#scope.isStopping) this.#showJobs();
    if (this.#workers.isEmpty) void this.#end();
    else if (state === "aborting") this.#giveUpLater();
  }

  #showJobs(): void {
    for (const job of this.#workers.jobs()) job.show();
  }

  #handBackQueue(): void {
    const reason = reasonOf(this.#scope);
    for (const job of this.#workers.takeQueue()) {
      job.settle({ end: "handed-back", reason, acknowledged: true });
    }
  }

  #giveUpLater(): void {
    const { clock, unwindMs } = this.#scope;
    const disarm = clock.after(unwindMs, () => this.#giveUp());
    void this.#ended.promise.then(disarm);
  }

  #giveUp(): void {
    for (const job of this.#workers.jobs()) job.giveUp();
    void this.#end();
  }

  #workerLeft(): void {
    if (this.#state === "open" || !this.#workers.isEmpty) return;
    // What had been given up has ended after all.
    if (this.#state === "ended") void this.#scope.close();
    else void this.#end();
  }

  async #compensate(signal: AbortSignal): Promise<void> {
    // The drain is over, and has waited for as long as it could.
    if (this.#scope.isAborted) this.#giveUp();
    await this.#ended.promise;
    await this.#handedBack.deliver(signal);
  }

  async #end(): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    if (this.#settings.life?.scope.isStopping !== true) {
      this.#forget?.();
      await this.#handedBack.deliverIn(this.#scope, this.#host.place);
    }
    if (this.#workers.isEmpty) await this.#scope.close(`pool "${this.name}" has ended`);
    this.#state = "ended";
    this.#workers.results?.close();
    this.#ended.resolve();
  }
}
