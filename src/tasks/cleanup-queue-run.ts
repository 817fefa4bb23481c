import { aFunction, QuiesceError, wholeNumber } from "../check/mod.ts";
import type { Place, Scope } from "../core/mod.ts";
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

/** Runs the workers of a queue until all have ended. */
export async function runCleanups<K>(run: CleanupRun<K>): Promise<CleanupLeft<K>> {
  const { scope, options, queue, place } = run;
  aFunction(ACTION, "work", run.work);
  const workers = wholeNumber(ACTION, "workers", options.workers ?? 1, 1);
  const forget = scope.onStop(() => run.refuse());
  const tasks = Array.from(
    { length: workers },
    (_, at) => scope.spawn(`cleanup-${at + 1}`, (own) => workOff(run, own), { place }),
  );
  await Promise.all(tasks.map(({ outcome }) => outcome));
  forget();
  return queue.left();
}

/** Not by the stop of its scope but by the end of the queue: what is queued is to be finished. */
async function workOff<K>(run: CleanupRun<K>, scope: Scope): Promise<void> {
  const { queue } = run;
  for (;;) {
    const next = await queue.get({ signal: scope });
    if (next.done) return;
    await workOn(run, scope, next.value);
  }
}

async function workOn<K>(run: CleanupRun<K>, scope: Scope, key: K): Promise<void> {
  try {
    await attempt(run, scope, key);
  } catch (error) {
    if (!scope.isAborted) return retry(run, scope, { key, error });
    run.putBack(key);
    throw error;
  }
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
  if (errors.length > 1) {
    throw new AggregateError(errors, "Cannot work on a key: several things failed");
  }
  if (errors.length === 1) throw errors[0];
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
