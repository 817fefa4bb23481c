import { END, type Received } from "./received.ts";
import { RingBuffer } from "./ring-buffer.ts";
import { Waiter } from "./waiter.ts";

/** A value at hand or one to wait for. */
export type Receiving<T> = Promise<Received<T>> | Waiter<undefined, Received<T>>;

/**
 * Receives one value for each `next()`, and none ahead. A `next()` that waits when the iteration is
 * left takes nothing any more: a value that came later would be lost.
 */
export class ChannelIterator<T> implements AsyncIterableIterator<T, undefined> {
  readonly #receive: () => Receiving<T>;
  readonly #waiting: RingBuffer<Waiter<undefined, Received<T>>> = new RingBuffer();
  #hasLeft = false;

  constructor(receive: () => Receiving<T>) {
    this.#receive = receive;
  }

  next(): Promise<Received<T>> {
    if (this.#hasLeft) return Promise.resolve(END);
    const receiving = this.#receive();
    if (!(receiving instanceof Waiter)) return receiving;
    while (this.#waiting.peek()?.isWaiting === false) this.#waiting.shift();
    this.#waiting.push(receiving);
    return receiving.promise;
  }

  return(): Promise<Received<T>> {
    this.#hasLeft = true;
    for (const waiter of this.#waiting.toArray()) {
      if (waiter.isWaiting) waiter.resolve(END);
    }
    return Promise.resolve(END);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
