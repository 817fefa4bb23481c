/*
 * Invariants
 * 1. A worker is a loop that holds one slot from its first job until there is none to take. There
 *    are never more loops than slots, and a loop runs one job at a time: a job that does not end
 *    keeps its slot, whatever became of its outcome.
 * 2. A job is with whoever waits for room, in the queue, or in a slot. It moves in one synchronous
 *    step.
 * 3. Somebody waits for room only while there is none, so whoever comes later overtakes nobody but
 *    those of a lower priority, in the queue and before it.
 * 4. A worker that starts has a job in the queue, which therefore takes no room there.
 */
import type { Clock, Scope } from "../core/mod.ts";
import type { Job } from "./job.ts";
import type { PoolJob } from "./pool-job.ts";
import type { PoolResults } from "./pool-results.ts";
import { PriorityQueue } from "./priority-queue.ts";
import { RankedWaitList } from "./ranked-wait-list.ts";

const SETTLED: Promise<void> = Promise.resolve();

/** How many there may be, and who is told that one has found nothing more to do. */
export interface WorkersOptions {
  readonly workers: number;
  readonly queue: number;
  readonly left: () => void;
}

/** The workers of a pool and what waits for them. */
export class PoolWorkers<In, Out> {
  /** The results that are read, which keep the workers waiting while they are full. */
  results: PoolResults<In, Out> | undefined;
  readonly #run: (input: In, job: Job) => Out | PromiseLike<Out>;
  readonly #scope: Scope;
  readonly #clock: Clock;
  readonly #room: number;
  readonly #left: () => void;
  readonly #queue: PriorityQueue<PoolJob<In, Out>> = new PriorityQueue();
  readonly #adders: RankedWaitList<PoolJob<In, Out>, void> = new RankedWaitList();
  /** The jobs that run, by worker. */
  readonly #slots: (PoolJob<In, Out> | undefined)[];
  /** The slots without a worker. */
  readonly #free: number[];
  /** Workers that have not taken their first job yet. */
  #starting = 0;
  #turnMs: number | undefined;
  readonly #turnOver = (): void => void (this.#turnMs = undefined);

  constructor(
    run: (input: In, job: Job) => Out | PromiseLike<Out>,
    scope: Scope,
    options: WorkersOptions,
  ) {
    this.#run = run;
    this.#scope = scope;
    this.#clock = scope.clock;
    this.#room = options.queue;
    this.#left = options.left;
    this.#slots = Array.from({ length: options.workers }, () => undefined);
    this.#free = Array.from(this.#slots.keys()).reverse();
  }

  get running(): number {
    return this.#slots.length - this.#free.length;
  }

  get queued(): number {
    return Math.max(0, this.#queue.size - this.#starting);
  }

  get isEmpty(): boolean {
    return this.#queue.size === 0 && this.running === 0;
  }

  /** The jobs that have begun and not left their worker. */
  jobs(): PoolJob<In, Out>[] {
    return this.#slots.filter((job) => job !== undefined);
  }

  /** Takes a job in if there is room. */
  admit(job: PoolJob<In, Out>): boolean {
    const canStart = this.#canStart;
    if (!canStart && this.queued >= this.#room) return false;
    this.#queue.push(job, job.priority);
    if (canStart && this.#queue.size > this.#starting) this.#start();
    return true;
  }

  /** Takes a job in once there is room. */
  wait(job: PoolJob<In, Out>, by: AbortSignal | Scope | undefined): Promise<void> {
    return this.#adders.wait(job, by).promise;
  }

  /** Takes in who waits for room, and starts workers for what has none. */
  refill(): void {
    for (let adder = this.#adders.first; adder; adder = this.#adders.first) {
      if (!this.admit(adder.value)) break;
      adder.resolve();
    }
    while (this.#canStart && this.#queue.size > this.#starting) this.#start();
  }

  /** Sends away who waits for room. */
  refuseAdders(refuse: (job: PoolJob<In, Out>) => void): void {
    for (let adder = this.#adders.first; adder; adder = this.#adders.first) {
      refuse(adder.value);
      adder.resolve();
    }
  }

  /** Takes out what has not begun, in the order in which it would have. */
  takeQueue(): PoolJob<In, Out>[] {
    return this.#queue.takeAll();
  }

  get #canStart(): boolean {
    return this.#free.length > 0 && this.results?.isFull !== true;
  }

  #start(): void {
    const slot = this.#free.pop();
    if (slot === undefined) return;
    this.#starting += 1;
    void this.#work(slot);
  }

  /** It begins a turn later, so that no job begins within `add`. */
  async #work(slot: number): Promise<void> {
    await SETTLED;
    this.#starting -= 1;
    const run = this.#run;
    for (let job = this.#take(); job !== undefined; job = this.#next()) {
      this.#slots[slot] = job;
      this.#begin(job);
      try {
        const given = job.call(run);
        const closing = job.succeed(isThenable(given) ? await given : given);
        if (closing !== undefined) await closing;
      } catch (error) {
        await job.fail(error);
      }
    }
    this.#slots[slot] = undefined;
    this.#free.push(slot);
    this.#left();
  }

  #begin(job: PoolJob<In, Out>): void {
    job.begin(this.#nowMs());
    if (this.#scope.isStopping) job.show();
  }

  #next(): PoolJob<In, Out> | undefined {
    return this.results?.isFull === true ? undefined : this.#take();
  }

  #take(): PoolJob<In, Out> | undefined {
    const adder = this.#adders.first;
    if (adder === undefined) return this.#queue.shift();
    const job = this.#outranks(adder.value) ? undefined : this.#queue.shift();
    if (job === undefined) adder.resolve();
    this.refill();
    return job ?? adder.value;
  }

  /** Whether it begins before all that is queued; not where the queue has to become shorter first. */
  #outranks({ priority }: PoolJob<In, Out>): boolean {
    const queued = this.#queue.peek();
    return queued !== undefined && priority > queued.priority && this.queued <= this.#room;
  }

  /** One reading of the clock serves all that begins until other code has a turn. */
  #nowMs(): number {
    if (this.#turnMs === undefined) void SETTLED.then(this.#turnOver);
    return this.#turnMs ??= this.#clock.nowMs();
  }
}

function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}
