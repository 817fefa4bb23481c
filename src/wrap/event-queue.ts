import { Fifo } from "./fifo.ts";

type Waiter<T> = PromiseWithResolvers<IteratorResult<T, undefined>>;

/** How a queue ends: for good or with an error, which is delivered once. */
type End = { readonly error?: unknown; readonly failed: boolean };

const ENDED: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

/** Who hears of the end of a queue. Both may be called more than once. */
export interface QueueEars {
  /** Nothing more is taken in. */
  closed(): void;
  /** Nothing more comes out, except for the error at its end. */
  spent(): void;
}

/** Keeps what is pushed until it is asked for. Iterating takes it out. */
export class EventQueue<T> implements AsyncIterableIterator<T, undefined, undefined> {
  readonly #buffer: Fifo<T> = new Fifo();
  readonly #waiting: Fifo<Waiter<T>> = new Fifo();
  readonly #ears: QueueEars;
  #end: End | undefined;

  constructor(ears: QueueEars) {
    this.#ears = ears;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const waiter: Waiter<T> = Promise.withResolvers();
    this.#waiting.push(waiter);
    this.#serve();
    return waiter.promise;
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#buffer.clear();
    this.#conclude({ failed: false });
    return Promise.resolve(ENDED);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  push(value: T): void {
    if (this.#end !== undefined) return;
    this.#buffer.push(value);
    this.#serve();
  }

  /** Takes nothing more in; what is in it can still be taken out. */
  close(): void {
    if (this.#end === undefined) this.#conclude({ failed: false });
  }

  /** The same with an error at its end. */
  fail(error: unknown): void {
    if (this.#end === undefined) this.#conclude({ failed: true, error });
  }

  /** Drops what is in it: the error comes next. */
  abort(error: unknown): void {
    this.#buffer.clear();
    this.#conclude({ failed: true, error });
  }

  #conclude(end: End): void {
    this.#end = end;
    this.#ears.closed();
    this.#serve();
  }

  #serve(): void {
    while (this.#waiting.size > 0 && this.#buffer.size > 0) {
      // SAFETY: it was asked for its size.
      const value = this.#buffer.shift() as T;
      this.#waiting.shift()?.resolve({ done: false, value });
    }
    if (this.#end === undefined || this.#buffer.size > 0) return;
    this.#ears.spent();
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) this.#settle(next);
  }

  #settle(waiter: Waiter<T>): void {
    const end = this.#end;
    this.#end = { failed: false };
    if (end?.failed) waiter.reject(end.error);
    else waiter.resolve(ENDED);
  }
}
