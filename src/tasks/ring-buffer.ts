const FEWEST_SLOTS = 16;
/** An empty buffer that has grown beyond this gives its memory back. */
const MOST_IDLE_SLOTS = 1_024;

/** First in, first out, in constant time at both ends. Keeps nothing of what was taken out. */
export class RingBuffer<T> {
  #slots: (T | undefined)[] = [];
  #head = 0;
  #size = 0;

  /** How many are in it. */
  get size(): number {
    return this.#size;
  }

  /** Adds at the end. */
  push(value: T): void {
    if (this.#size === this.#slots.length) this.#grow();
    this.#slots[(this.#head + this.#size) & (this.#slots.length - 1)] = value;
    this.#size += 1;
  }

  /** Takes the oldest. Ask for the size first where a value may be `undefined`. */
  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const value = this.#slots[this.#head];
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#slots.length - 1);
    this.#size -= 1;
    if (this.#size === 0 && this.#slots.length > MOST_IDLE_SLOTS) this.#reset();
    return value;
  }

  /** The oldest, left where it is. */
  peek(): T | undefined {
    return this.#slots[this.#head];
  }

  /** All that are in it, oldest first. */
  toArray(): T[] {
    const all: T[] = [];
    for (let at = 0; at < this.#size; at += 1) {
      // SAFETY: a slot within the size was filled by `push`.
      all.push(this.#slots[(this.#head + at) & (this.#slots.length - 1)] as T);
    }
    return all;
  }

  /** The number of slots is a power of two, so that a mask finds the place. */
  #grow(): void {
    const wider = this.toArray() as (T | undefined)[];
    const slots = Math.max(FEWEST_SLOTS, this.#slots.length * 2);
    while (wider.length < slots) wider.push(undefined);
    this.#slots = wider;
    this.#head = 0;
  }

  #reset(): void {
    this.#slots = [];
    this.#head = 0;
  }
}
