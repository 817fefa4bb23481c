/** Below this many empty slots moving the rest is not worth it. */
const FEWEST_EMPTY = 32;

/** First in, first out, in constant time on average. Keeps nothing of what was taken out. */
export class Fifo<T> {
  #slots: (T | undefined)[] = [];
  #head = 0;

  /** How many are in it. */
  get size(): number {
    return this.#slots.length - this.#head;
  }

  /** Adds at the end. */
  push(value: T): void {
    this.#slots.push(value);
  }

  /** Takes the oldest. Ask for the size first where a value may be `undefined`. */
  shift(): T | undefined {
    if (this.size === 0) return undefined;
    const value = this.#slots[this.#head];
    this.#slots[this.#head] = undefined;
    this.#head += 1;
    if (this.#head >= FEWEST_EMPTY && this.#head > this.size) this.#compact();
    return value;
  }

  /** Drops all that are in it. */
  clear(): void {
    this.#slots = [];
    this.#head = 0;
  }

  /** Moves no more than have been taken out since the last time. */
  #compact(): void {
    this.#slots = this.#slots.slice(this.#head);
    this.#head = 0;
  }
}
