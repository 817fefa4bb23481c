import { aFunction, nonNegative, QuiesceError } from "../check/mod.ts";
import {
  type Clock,
  type Place,
  placeOf,
  type Release,
  type Scope,
  systemClock,
} from "../core/mod.ts";
import { cancelBy, cancelReason, isCancelled } from "./cancellation.ts";
import type {
  OffloadInput,
  OffloadModule,
  OffloadOptions,
  OffloadWork,
} from "./offload-options.ts";
import { sourceOf } from "./offload-source.ts";
import {
  startThread,
  type Thread,
  type ThreadEnd,
  type ThreadSetup,
  type ThreadWork,
} from "./thread.ts";

/**
 * Runs what a module exports in a worker thread. **Ends** when the thread is gone. The module may be
 * TypeScript wherever the runtime runs it.
 *
 * @example Run what a module exports; a program gives `new URL("./work.ts", import.meta.url)`
 * ```ts
 * import { offload } from "quiesce/tasks";
 *
 * const work = new URL("data:text/javascript,export const double = (n) => 2 * n;");
 * console.assert(await offload(work, { export: "double", input: 21 }) === 42);
 * ```
 */
export function offload<R = unknown>(module: URL, options?: OffloadModule): Promise<R>;
/**
 * Runs a function in a worker thread, for work that would block the event loop.
 *
 * The function travels as its source text: it sees its arguments, globals and what it imports by
 * `import()`, and nothing of what surrounds it here. Give the URL of a module for more. Every call
 * starts a thread, which takes some 20 to 50 ms, and ends it, with all that the work left open.
 *
 * **Ends**: once the thread is gone, with a structured clone of the result, or with the error. An
 * error keeps its name, message, stack, code and cause. **Cancelled**: rejects with the reason of
 * the signal or the scope, the same object. The work is told at once, even in a loop that never
 * waits; a result that it returns all the same counts. When it was aborted already, no thread is
 * started. A stop of the scope only asks. **Late**: `stopMs` after the abort the thread is
 * terminated, whatever it does. **Yours**: the error is the caller's; it does not fail the scope.
 * **Runtimes**: Deno writes what a thread did not catch to stderr by itself.
 *
 * @throws {QuiesceError} `BAD_OPTION` when `work` is a method, a native or bound function, a class, or
 * a module without that export
 * @throws {QuiesceError} `WORKER_LOST` when the thread ended without an answer: by `process.exit()`,
 * an error that nobody caught, or a lack of memory; the `cause` is the error, where there is one
 * @throws {QuiesceError} `UNSUPPORTED` where there are no worker threads
 *
 * @example Compute beside the event loop, and stop with the scope
 * ```ts
 * import { Scope } from "quiesce";
 * import { offload } from "quiesce/tasks";
 *
 * const scope = new Scope("reports");
 * const sum = await offload((numbers: number[], { checkpoint }) => {
 *   let total = 0;
 *   for (const each of numbers) {
 *     checkpoint();
 *     total += each;
 *   }
 *   return total;
 * }, { scope, input: [1, 2, 3] });
 * console.assert(sum === 6);
 * await scope.close();
 * ```
 */
export function offload<R>(
  work: OffloadWork<undefined, R>,
  options?: OffloadOptions,
): Promise<Awaited<R>>;
/** Runs a function with an input in a worker thread. **Ends** when the thread is gone. */
export function offload<I, R>(
  work: OffloadWork<I, R>,
  options: OffloadInput<I>,
): Promise<Awaited<R>>;
export async function offload(
  work: URL | OffloadWork<never, unknown>,
  options: OffloadModule = {},
): Promise<unknown> {
  const place = placeOf(offload);
  const { scope } = options;
  const job = jobOf(work, options);
  const settled = scope ? await owned(scope, job, place) : await conduct(job);
  if (settled.end === "done") return settled.value;
  throw settled.error;
}

interface Job {
  readonly setup: Omit<ThreadSetup, "said">;
  readonly signal: AbortSignal | undefined;
  readonly stopMs: number;
  readonly clock: Clock;
}

type Settled =
  | { readonly end: "done"; readonly value: unknown }
  | { readonly end: "failed"; readonly error: unknown };

const ACTION = "offload";
const STOP_MS = 1_000;

function jobOf(work: URL | OffloadWork<never, unknown>, options: OffloadModule): Job {
  const { input, scope, signal, transfer = [] } = options;
  const { clock = scope?.clock ?? systemClock } = options;
  const { stopMs = Math.min(STOP_MS, (scope?.unwindMs ?? Infinity) / 2) } = options;
  const name = options.name ?? nameOf(work, options);
  return {
    setup: { name, work: workOf(name, work, options), input, transfer },
    signal,
    stopMs: nonNegative(ACTION, "stopMs", stopMs),
    clock,
  };
}

function nameOf(work: URL | OffloadWork<never, unknown>, options: OffloadModule): string {
  const name = work instanceof URL
    ? options.export ?? work.pathname.split("/").at(-1)
    : aFunction(ACTION, "work", work).name;
  return name || "offload";
}

function workOf(
  name: string,
  work: URL | OffloadWork<never, unknown>,
  options: OffloadModule,
): ThreadWork {
  if (work instanceof URL) return { module: work.href, name: options.export ?? "run" };
  const text = `(${sourceOf(work)}\n)`;
  return { text: `${text}\n//# sourceURL=offload:${encodeURIComponent(name)}` };
}

/** Runs it as a task, which keeps its failure to itself: the caller has it. */
async function owned(scope: Scope, job: Job, place: Place): Promise<Settled> {
  let settled: Settled | undefined;
  const { name } = job.setup;
  const task = scope.spawn(name, async (own) => {
    settled = await conduct(job, own);
    if (settled.end === "failed" && settled.error === own.reason) throw settled.error;
  }, { place });
  const outcome = await task.outcome;
  if (settled) return settled;
  return { end: "failed", error: "reason" in outcome ? outcome.reason : undefined };
}

async function conduct(job: Job, own?: Scope): Promise<Settled> {
  const { setup, signal } = job;
  const stops = [signal, own].filter((by) => by !== undefined);
  const aborted = stops.find(isCancelled);
  if (aborted) return { end: "failed", error: cancelReason(aborted) };
  try {
    const thread = await startThread({ ...setup, said: (status) => own?.status(status) });
    const stop = new Stop(thread, job);
    const forget = [...stops.map((by) => stop.follow(by)), own?.onStop((why) => thread.stop(why))];
    const end = await thread.ended;
    for (const each of forget) each?.();
    return settledOf(setup.name, end, stop.reason ?? reasonOf(own));
  } catch (error) {
    return { end: "failed", error };
  }
}

/** Why the work was told to stop. */
interface Why {
  readonly reason: unknown;
  readonly isAbort: boolean;
}

/** The way of one thread from an abort to its end. */
class Stop {
  readonly #thread: Thread;
  readonly #job: Job;
  #by: Why | undefined;
  #disarm: Release | undefined;

  constructor(thread: Thread, job: Job) {
    this.#thread = thread;
    this.#job = job;
  }

  /** Why the work was told to stop now, once it was. */
  get reason(): Why | undefined {
    return this.#by;
  }

  /** Aborts when `by` does, which may have been while the thread was started. */
  follow(by: AbortSignal | Scope): () => void {
    const forget = cancelBy(by, this);
    if (isCancelled(by)) this.cancel(cancelReason(by));
    return () => {
      forget();
      this.#disarm?.();
    };
  }

  cancel(reason: unknown): void {
    if (this.#by) return;
    this.#by = { reason, isAbort: true };
    this.#thread.abort(reason);
    this.#disarm = this.#job.clock.after(this.#job.stopMs, () => this.#thread.terminate());
  }
}

function settledOf(name: string, end: ThreadEnd, why: Why | undefined): Settled {
  if (end.end === "value") return { end: "done", value: end.value };
  const isStopped = end.end === "lost" ? why?.isAbort : end.obeys || isAbortError(end.error);
  if (why && isStopped) return { end: "failed", error: why.reason };
  if (end.end === "error") return { end: "failed", error: end.error };
  const message =
    `Cannot wait for thread "${name}": it ended with exit code ${end.exitCode} and without an answer`;
  return { end: "failed", error: new QuiesceError("WORKER_LOST", message, causeOf(end.cause)) };
}

/** Why a scope was asked to stop, for work that obeys that by throwing. */
function reasonOf(own: Scope | undefined): Why | undefined {
  return own?.isStopping ? { reason: own.reason, isAbort: false } : undefined;
}

function isAbortError(error: unknown): boolean {
  const { name } = Object(error) as { readonly name?: unknown };
  return name === "AbortError" || name === "TimeoutError";
}

function causeOf(cause: unknown): ErrorOptions {
  return cause === undefined ? {} : { cause };
}
