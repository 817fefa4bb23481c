/*
 * Invariants
 * 1. A key is dirty from `add` until a worker gets it. It is queued when it is dirty and nobody
 *    works on it; so it is queued at most once, and never while it is being worked on.
 * 2. A worker waits only while nothing is queued.
 * 3. Once the queue is shut down, nothing is delayed any more and nobody waits for a key.
 */
import { nonNegative, QuiesceError } from "../check/mod.ts";
import { type Clock, placeOf, type Release, type Scope, systemClock } from "../core/mod.ts";
import { cancelReason, isCancelled, type WaitOptions } from "./cancellation.ts";
import { type CleanupRunOptions, type CleanupWork, runCleanups } from "./cleanup-queue-run.ts";
import { RateLimit, type RateLimitOptions } from "./rate-limit.ts";
import { END, type Received } from "./received.ts";
import { RingBuffer } from "./ring-buffer.ts";
import { WaitList } from "./waiter.ts";

/** What a cleanup queue may be given. */
export interface CleanupQueueOptions extends RateLimitOptions {
  /** Default: the clock of the platform. */
  readonly clock?: Clock;
}

/** The keys of a queue on which the work has not been done. A snapshot. */
export interface CleanupLeft<K> {
  /** Ready for a worker, longest first. */
  readonly queued: readonly K[];
  /** A worker has them and has not said that it is done. */
  readonly processing: readonly K[];
  /**
   * Not due yet or, once the queue is shut down, given up: what was delayed then, and what failed
   * afterwards.
   */
  readonly delayed: readonly K[];
}

interface Delayed {
  readonly dueMs: number;
  readonly disarm: Release;
}

/**
 * Remembers what is to be cleaned up, each key once, and hands it to workers.
 *
 * The semantics are those of the work queue of Kubernetes' client-go: a key that is added twice is
 * worked on once; a key that is added again while a worker has it is worked on again afterwards, and
 * never by two workers at the same time; a key that failed waits longer each time. Keys are compared
 * as those of a `Map`. Unlike a `Channel`, a queue carries what is to be looked at, not what was
 * said: a hundred messages about one key are one piece of work.
 *
 * `run` is the worker loop that cannot forget anything. With `get` and `done` the loop is yours, and
 * each key that was got must be given to `done`, or a drain waits forever.
 *
 * **Order**: first come, first served. **Runtimes**: a delayed key keeps the process alive until it
 * is due; `shutDown` gives it up.
 *
 * @example Delete what was left behind, and try again what failed
 * ```ts
 * import { Scope } from "quiesce";
 * import { CleanupQueue } from "quiesce/tasks";
 *
 * const queue = new CleanupQueue<string>();
 * const scope = new Scope("cleanups");
 * const { promise: cleaned, resolve } = Promise.withResolvers<void>();
 * let tries = 0;
 * const running = queue.run(scope, () => {
 *   tries += 1;
 *   if (tries === 1) throw new Error("still in use");
 *   resolve();
 * });
 * queue.add("uploads/7");
 * queue.add("uploads/7");
 * await cleaned;
 * await scope.close();
 * const left = await running;
 * console.assert(tries === 2 && left.queued.length === 0);
 * ```
 */
export class CleanupQueue<K> {
  readonly #clock: Clock;
  readonly #limit: RateLimit<K>;
  readonly #queue: RingBuffer<K> = new RingBuffer();
  readonly #dirty: Set<K> = new Set();
  readonly #processing: Set<K> = new Set();
  readonly #delayed: Map<K, Delayed> = new Map();
  readonly #givenUp: Set<K> = new Set();
  readonly #workers: WaitList<undefined, Received<K>> = new WaitList();
  #drained: PromiseWithResolvers<CleanupLeft<K>> | undefined;
  #isShutDown = false;

  /**
   * Makes an empty queue.
   *
   * @throws {QuiesceError} `BAD_OPTION` when a time or a rate is negative or not a number
   */
  constructor(options: CleanupQueueOptions = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#limit = new RateLimit(options);
  }

  /** How many keys are ready for a worker. */
  get size(): number {
    return this.#queue.size;
  }

  /** Whether it refuses new keys. */
  get isShutDown(): boolean {
    return this.#isShutDown;
  }

  /**
   * Asks for work on `key`. Returns `false` once the queue is shut down, `true` otherwise.
   *
   * **Again**: a key that is queued stays where it is; one that a worker has is queued again when
   * the worker is done with it.
   */
  add(key: K): boolean {
    if (!this.#isShutDown) this.#mark(key);
    return !this.#isShutDown;
  }

  /**
   * Asks for work on `key` after `delayMs`. Returns `false` once the queue is shut down.
   *
   * **Again**: of two delays of one key the one that ends earlier counts.
   *
   * @throws {QuiesceError} `BAD_OPTION` when `delayMs` is negative or not a number
   */
  addAfter(key: K, delayMs: number): boolean {
    nonNegative("add to a cleanup queue", "delayMs", delayMs);
    if (this.#isShutDown || delayMs === 0) return this.add(key);
    const dueMs = this.#clock.nowMs() + delayMs;
    const earlier = this.#delayed.get(key);
    if (earlier !== undefined && earlier.dueMs <= dueMs) return true;
    earlier?.disarm();
    const disarm = this.#clock.after(delayMs, () => {
      this.#delayed.delete(key);
      this.#mark(key);
    });
    this.#delayed.set(key, { dueMs, disarm });
    return true;
  }

  /**
   * Asks for work on a `key` that has failed, after a delay that grows with each call for it. Call
   * {@linkcode forget} when it has succeeded. Returns `false` once the queue is shut down.
   */
  addRateLimited(key: K): boolean {
    return !this.#isShutDown && this.addAfter(key, this.#limit.next(key, this.#clock.nowMs()));
  }

  /** Forgets the failures of `key`, so that its next delay is the shortest. */
  forget(key: K): void {
    this.#limit.forget(key);
  }

  /** How often `key` was rate limited since it was forgotten. */
  failures(key: K): number {
    return this.#limit.failures(key);
  }

  /**
   * Takes the key that has been queued longest. Give it to {@linkcode done} afterwards.
   *
   * **Ends** with a key, or with `done: true` once the queue is shut down and empty. **Cancelled**:
   * rejects with the reason, and leaves the key to others.
   */
  get(options?: WaitOptions): Promise<Received<K>> {
    const by = options?.signal;
    if (by !== undefined && isCancelled(by)) return Promise.reject(cancelReason(by));
    // SAFETY: a key may itself be `undefined`; that there is one was asked by size.
    if (this.#queue.size > 0) return Promise.resolve(this.#begin(this.#queue.shift() as K));
    if (this.#isShutDown) return Promise.resolve(END);
    return this.#workers.wait(undefined, by).promise;
  }

  /**
   * Says that the work on `key` has ended, well or not. Queues it again if it was added meanwhile.
   *
   * @throws {QuiesceError} `WRONG_STATE` when nobody works on `key`
   */
  done(key: K): void {
    if (!this.#processing.delete(key)) {
      throw new QuiesceError("WRONG_STATE", "Cannot end the work on a key: nobody works on it");
    }
    if (this.#dirty.has(key)) this.#enqueue(key);
    this.#settle();
  }

  /**
   * Refuses new keys, gives up the delayed ones and waits for nothing: workers finish what is
   * queued, then `get` tells them the end. Returns what had not been done by then.
   *
   * **Again**: releases who waits in {@linkcode shutDownWithDrain}, as a second signal does that
   * wants to be gone.
   */
  shutDown(): CleanupLeft<K> {
    this.#refuse();
    const left = this.left();
    this.#drained?.resolve(left);
    this.#drained = undefined;
    return left;
  }

  /**
   * Refuses new keys, gives up the delayed ones and waits for the rest.
   *
   * **Ends** when nothing is queued and nobody works on anything, also not on what was added again
   * before; or when {@linkcode shutDown} is called. Resolves with what had not been done by then,
   * and never rejects. **Again**: joins the first call. **Late**: it has no deadline of its own, and
   * without workers it waits forever.
   */
  shutDownWithDrain(): Promise<CleanupLeft<K>> {
    this.#refuse();
    const { promise } = this.#drained ??= Promise.withResolvers();
    this.#settle();
    return promise;
  }

  /** What has not been done. */
  left(): CleanupLeft<K> {
    return {
      queued: this.#queue.toArray(),
      processing: [...this.#processing],
      delayed: [...this.#delayed.keys(), ...this.#givenUp],
    };
  }

  /**
   * Runs workers as tasks of `scope`. Each takes a key, calls `work`, and is done with the key
   * whatever happens; a key whose work threw comes again later.
   *
   * **Ends** when all workers have ended, which is after the queue has been shut down and emptied,
   * with what is left; or when they were given up. **Cancelled**: a stop of `scope` makes the queue refuse new keys, and the
   * workers finish what is queued; an abort ends them, and the key in hand goes back into the queue,
   * unless all of its work was done. **Late**: work that ignores the abort is waited for as long as
   * the scope gives aborted work to unwind; then its key goes back too, though it may be running
   * still. Work that fails once the queue is shut down is not tried again: the key is among the
   * `delayed` that are left, and the error in the outcome of `scope`.
   *
   * @throws {QuiesceError} `BAD_OPTION` when `work` is not a function or `workers` not a number
   */
  run(
    scope: Scope,
    work: CleanupWork<K>,
    options: CleanupRunOptions<K> = {},
  ): Promise<CleanupLeft<K>> {
    return runCleanups({
      scope,
      work,
      options,
      queue: this,
      place: placeOf(this.run),
      refuse: () => this.#refuse(),
      putBack: (key) => this.#putBack(key),
      giveUp: (key) => this.#giveUp(key),
    });
  }

  #mark(key: K): void {
    if (this.#dirty.has(key)) return;
    this.#dirty.add(key);
    if (!this.#processing.has(key)) this.#enqueue(key);
  }

  #enqueue(key: K): void {
    const worker = this.#workers.first;
    if (worker === undefined) this.#queue.push(key);
    else worker.resolve(this.#begin(key));
  }

  #begin(key: K): Received<K> {
    this.#dirty.delete(key);
    this.#processing.add(key);
    return { done: false, value: key };
  }

  #putBack(key: K): void {
    this.#dirty.add(key);
    this.done(key);
  }

  /** Whether the key is lost to the queue: one that was added again is worked on again. */
  #giveUp(key: K): boolean {
    const isLost = !this.#dirty.has(key);
    if (isLost) this.#givenUp.add(key);
    return isLost;
  }

  #refuse(): void {
    if (this.#isShutDown) return;
    this.#isShutDown = true;
    for (const [key, { disarm }] of this.#delayed) {
      disarm();
      this.#givenUp.add(key);
    }
    this.#delayed.clear();
    for (let next = this.#workers.first; next; next = this.#workers.first) next.resolve(END);
  }

  #settle(): void {
    if (this.#drained === undefined || this.#queue.size + this.#processing.size > 0) return;
    this.#drained.resolve(this.left());
    this.#drained = undefined;
  }
}
