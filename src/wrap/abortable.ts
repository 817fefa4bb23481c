import { badOption, type QuiesceError } from "../check/mod.ts";
import type { AbortSource } from "./abort-source.ts";
import { AbortableIterator } from "./abortable-iterable.ts";
import { abortablePromise } from "./abortable-promise.ts";
import { abortableStream } from "./abortable-stream.ts";
import { type LateOptions, lateTeller } from "./late-error.ts";

/** What {@linkcode abortable} may be given. */
export type AbortableOptions = LateOptions;

/**
 * Lets go of a promise when `until` is aborted.
 *
 * It does not stop the work behind the promise, which cannot be done from outside: it stops the
 * waiting. Where the work takes a signal, give it one as well.
 *
 * **Ends**: like the promise, or as soon as `until` is aborted with its very reason. **Cancelled**:
 * already aborted, it rejects whatever the promise does. **Late**: what the promise still throws
 * goes to `lateFailed`; a value is dropped. The listener is gone once either has settled.
 *
 * @throws {QuiesceError} `BAD_OPTION` when it is neither a promise, an iterable nor a stream
 *
 * @example Stop to wait for something that takes no signal
 * ```ts
 * import { Scope } from "quiesce";
 * import { abortable } from "quiesce/wrap";
 *
 * const scope = new Scope("query");
 * const answer = abortable(new Promise(() => {}), scope);
 * scope.abort("the client is gone");
 * const error = await answer.catch((reason) => reason);
 * console.assert(error === scope.reason);
 * ```
 */
export function abortable<T>(
  work: PromiseLike<T>,
  until: AbortSource,
  options?: AbortableOptions,
): Promise<T>;
/**
 * Lets a stream end when `until` is aborted. The result reads from `work` only while somebody reads
 * from it.
 *
 * **Ends**: with its source, whose errors it passes on. **Cancelled**: reads in flight and all later
 * ones reject at once with the very reason; the source is cancelled with it, once, and is unlocked.
 * Cancelling the result cancels the source. **Runtimes**: a stream of bytes becomes one of chunks,
 * which has no reader with buffers of its own (BYOB).
 *
 * @throws {TypeError} when the stream is locked
 */
export function abortable<T>(
  work: ReadableStream<T>,
  until: AbortSource,
  options?: AbortableOptions,
): ReadableStream<T>;
/**
 * Lets an iteration end when `until` is aborted. The iteration of `work` begins with the call.
 *
 * **Ends**: with its source, whose errors it passes on; leaving the loop early returns the source.
 * **Cancelled**: a `next()` in flight, or else the next one, rejects with the very reason; all later
 * ones are done. The source is told to `return()`, once, and not waited for: a generator that hangs
 * cannot return. **Late**: what it throws after that goes to `lateFailed`; a value is dropped.
 */
export function abortable<T>(
  work: AsyncIterable<T>,
  until: AbortSource,
  options?: AbortableOptions,
): AsyncIterableIterator<T, undefined, undefined>;
export function abortable<T>(
  work: PromiseLike<T> | ReadableStream<T> | AsyncIterable<T>,
  until: AbortSource,
  options: AbortableOptions = {},
): Promise<T> | ReadableStream<T> | AsyncIterableIterator<T, undefined, undefined> {
  if (typeof work !== "object" || work === null) throw badWork(work);
  const tell = lateTeller(until, options);
  if (isPromise(work)) return abortablePromise(work, until, tell);
  if (isStream(work)) return abortableStream(work, until, { tell });
  if (isIterable(work)) return new AbortableIterator(work, until, tell);
  throw badWork(work);
}

function isPromise<T>(work: object): work is PromiseLike<T> {
  return "then" in work;
}

function isStream<T>(work: object): work is ReadableStream<T> {
  return "getReader" in work;
}

function isIterable<T>(work: object): work is AsyncIterable<T> {
  return Symbol.asyncIterator in work;
}

function badWork(work: unknown): QuiesceError {
  const expected = "a promise, an async iterable or a readable stream";
  return badOption("make work abortable", "work", expected, work);
}
