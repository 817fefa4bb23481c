import { aFunction, QuiesceError, wholeNumber } from "../check/mod.ts";
import type { Place, Release, Scope, ScopeOutcome } from "../core/mod.ts";
import type { CleanupLeft, CleanupQueue } from "./cleanup-queue.ts";

const ACTION = "run a cleanup queue";

/** Works on one key, in a scope of its own that closes afterwards. To throw is to have failed. */
export type CleanupWork<K> = (key: K, scope: Scope) => unknown;

/** How a cleanup queue is worked off. */
export interface CleanupRunOptions<K> {
  /** How many keys are worked on at the same time. Default: 1. */
  readonly workers?: number;
  /** Is told of each failure, also of those that are tried again, which nobody else hears of. */
  readonly failed?: (error: unknown, key: K) => void;
}

/** What running needs of a queue beyond what everybody may do. */
export interface CleanupRun<K> {
  readonly scope: Scope;
  readonly work: CleanupWork<K>;
  readonly options: CleanupRunOptions<K>;
  readonly queue: CleanupQueue<K>;
  /** Where the workers were asked for. */
  readonly place: Place;
  refuse(): void;
  putBack(key: K): void;
  giveUp(key: K): boolean;
}

/** Runs the workers of a queue until all have ended, or were given up after an abort. */
export async function runCleanups<K>(run: CleanupRun<K>): Promise<CleanupLeft<K>> {
  const { scope, options, queue } = run;
  aFunction(ACTION, "work", run.work);
  const workers = wholeNumber(ACTION, "workers", options.workers ?? 1, 1);
  const forget = scope.onStop(() => run.refuse());
  await Promise.all(Array.from({ length: workers }, (_, at) => work(run, `cleanup-${at + 1}`)));
  forget();
  return queue.left();
}

/** Work that ignores an abort keeps its task, so that the scope can name it. */
function work<K>(run: CleanupRun<K>, name: string): Promise<void> {
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  const { scope, place } = run;
  const task = scope.spawn(name, (own) => workOff(run, new Worker(run, own, leave)), { place });
  void task.outcome.then(() => leave());
  return left;
}

/** Has one key in hand at most, and gives it back when its work ignores an abort for too long. */
class Worker<K> {
  readonly scope: Scope;
  readonly #run: CleanupRun<K>;
  readonly #leave: () => void;
  readonly #forget: Release;
  #hand: { readonly key: K } | undefined;
  #disarm: Release | undefined;

  constructor(run: CleanupRun<K>, scope: Scope, leave: () => void) {
    this.scope = scope;
    this.#run = run;
    this.#leave = leave;
    this.#forget = scope.onAbort(() => this.#giveUpLater());
  }

  hold(key: K): void {
    this.#hand = { key };
  }

  /** Whether it had the key still. */
  letGo(): boolean {
    const hadKey = this.#hand !== undefined;
    this.#hand = undefined;
    return hadKey;
  }

  end(): void {
    this.#forget();
    this.#disarm?.();
  }

  #giveUpLater(): void {
    const { clock, unwindMs } = this.scope;
    this.#disarm = clock.after(unwindMs, () => this.#giveUp());
  }

  #giveUp(): void {
    const hand = this.#hand;
    if (hand !== undefined && this.letGo()) this.#run.putBack(hand.key);
    this.#leave();
  }
}

/** Not by the stop of its scope but by the end of the queue: what is queued is to be finished. */
async function workOff<K>(run: CleanupRun<K>, worker: Worker<K>): Promise<void> {
  const { scope } = worker;
  try {
    for (;;) {
      const next = await run.queue.get({ signal: scope });
      if (next.done) return;
      worker.hold(next.value);
      await workOn(run, worker, next.value);
    }
  } finally {
    worker.end();
  }
}

async function workOn<K>(run: CleanupRun<K>, worker: Worker<K>, key: K): Promise<void> {
  const { scope } = worker;
  try {
    await attempt(run, scope, key);
  } catch (error) {
    const hadKey = worker.letGo();
    if (!scope.isAborted) return retry(run, scope, { key, error });
    if (hadKey) run.putBack(key);
    throw error;
  }
  // What was given back is no longer this worker's to end.
  if (!worker.letGo()) return;
  run.queue.forget(key);
  run.queue.done(key);
}

/** Whatever goes wrong in the work or in what it left behind, all of it is thrown. */
async function attempt<K>({ work }: CleanupRun<K>, scope: Scope, key: K): Promise<void> {
  const own = scope.child("key");
  const errors: unknown[] = [];
  try {
    await work(key, own);
  } catch (error) {
    errors.push(error);
  }
  const closed = await own.close("the work on the key has ended");
  errors.push(...closed.errors);
  if (errors.length === 0 && closed.end === "timed-out") errors.push(late(closed, own.reason));
  if (errors.length > 1) {
    throw new AggregateError(errors, "Cannot work on a key: several things failed");
  }
  if (errors.length === 1) throw errors[0];
}

/** With the reason as its cause it is no failure of the worker where that was told to stop. */
function late({ unstopped }: ScopeOutcome, cause: unknown): QuiesceError {
  const message = `Cannot wait for the work on a key any longer: "${
    unstopped[0]?.path
  }" has not ended`;
  return new QuiesceError("DEADLINE", message, { cause });
}

function retry<K>(
  run: CleanupRun<K>,
  scope: Scope,
  { key, error }: { readonly key: K; readonly error: unknown },
): void {
  const { queue, options, place } = run;
  if (!queue.addRateLimited(key) && run.giveUp(key)) fail(scope, lost(error), place);
  queue.done(key);
  try {
    options.failed?.(error, key);
  } catch (thrown) {
    fail(scope, thrown, place);
  }
}

/** A task that fails is how an error gets into the outcome of a scope. */
function fail(scope: Scope, error: unknown, place: Place): void {
  scope.spawn("key", () => Promise.reject(error), { place });
}

/** Wrapped, since an abort error would pass for an answer to the stop. */
function lost(error: unknown): QuiesceError {
  const message = "Cannot work on a key again: the queue is shut down";
  return new QuiesceError("CLOSED", message, { cause: error });
}
