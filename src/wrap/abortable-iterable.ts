/*
 * Invariants
 * 1. The source is told to return at most once: by the abort or by the consumer, never by both, and
 *    never after it has ended by itself.
 * 2. An abort rejects whatever waits, also after a return; when nothing waits and nothing has ended,
 *    it rejects the next call. Then all is done.
 * 3. The listener of the abort is gone as soon as the iteration is over and nothing waits.
 */
import { abortablePromise } from "./abortable-promise.ts";
import { type AbortSource, onAbort } from "./abort-source.ts";
import type { Release } from "../core/mod.ts";

/** Iterates over `source` until it ends or `until` is aborted. */
export class AbortableIterator<T> implements AsyncIterableIterator<T, undefined, undefined> {
  readonly #source: AsyncIterator<T>;
  readonly #until: AbortSource;
  readonly #tell: (error: unknown) => void;
  readonly #waiting: Set<(reason: unknown) => void> = new Set();
  readonly #forget: Release;
  #untold: { readonly reason: unknown } | undefined;
  #isOver = false;

  constructor(source: AsyncIterable<T>, until: AbortSource, tell: (error: unknown) => void) {
    this.#source = source[Symbol.asyncIterator]();
    this.#until = until;
    this.#tell = tell;
    this.#forget = onAbort(until, (reason) => this.#abort(reason));
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const untold = this.#untold;
    this.#untold = undefined;
    if (untold !== undefined) return Promise.reject(untold.reason);
    if (this.#isOver) return Promise.resolve(ENDED);
    const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<T, undefined>>();
    this.#waiting.add(reject);
    begin(() => this.#source.next()).then(
      (result) => this.#arrived(reject, () => resolve(this.#checked(result))),
      (error: unknown) => this.#failed(reject, error),
    );
    return promise;
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.#untold = undefined;
    if (this.#isOver) return ENDED;
    this.#end();
    await abortablePromise(begin(() => this.#source.return?.()), this.#until, this.#tell);
    return ENDED;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #abort(reason: unknown): void {
    const wasOver = this.#isOver;
    this.#isOver = true;
    if (!wasOver && this.#waiting.size === 0) this.#untold = { reason };
    for (const reject of this.#waiting) reject(reason);
    this.#waiting.clear();
    if (!wasOver) begin(() => this.#source.return?.()).catch(this.#tell);
  }

  #arrived(reject: (reason: unknown) => void, deliver: () => void): void {
    if (!this.#waiting.delete(reject)) return;
    deliver();
    this.#forgetIfOver();
  }

  #failed(reject: (reason: unknown) => void, error: unknown): void {
    const waits = this.#waiting.delete(reject);
    if (!waits) return this.#tell(error);
    this.#end();
    reject(error);
  }

  #checked(result: IteratorResult<T, unknown>): IteratorResult<T, undefined> {
    if (result.done !== true) return result;
    this.#end();
    return ENDED;
  }

  #end(): void {
    this.#isOver = true;
    this.#forgetIfOver();
  }

  #forgetIfOver(): void {
    if (this.#isOver && this.#waiting.size === 0) this.#forget();
  }
}

const ENDED: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

/** Turns a call that throws at once into a rejection like any other. */
async function begin<R>(call: () => R | PromiseLike<R>): Promise<R> {
  return await call();
}
