/*
 * Invariants
 * 1. While every priority is 0 there is only the ring, which costs next to nothing; from the first
 *    other one on there is only the heap.
 * 2. In the heap nobody stands above one with a higher priority, nor above an older one with the
 *    same. So equals leave in the order in which they came.
 */
import { RingBuffer } from "./ring-buffer.ts";

interface Entry<T> {
  readonly value: T;
  readonly priority: number;
  readonly age: number;
}

/** Values that leave by priority, the highest first, and by age among equals. */
export class PriorityQueue<T> {
  readonly #ring: RingBuffer<T> = new RingBuffer();
  #heap: Entry<T>[] | undefined;
  #added = 0;

  /** How many are in it. */
  get size(): number {
    return this.#heap === undefined ? this.#ring.size : this.#heap.length;
  }

  /** Adds one behind all others of its priority. */
  push(value: T, priority: number): void {
    if (this.#heap === undefined && priority === 0) this.#ring.push(value);
    else this.#rise(this.#heap ??= this.#toHeap(), this.#entry(value, priority));
  }

  /** The one whose turn it is, left where it is. */
  peek(): T | undefined {
    return this.#heap === undefined ? this.#ring.peek() : this.#heap[0]?.value;
  }

  /** Takes the one whose turn it is. */
  shift(): T | undefined {
    return this.#heap === undefined ? this.#ring.shift() : this.#takeTop(this.#heap)?.value;
  }

  /** Takes all, in the order of their turns. */
  takeAll(): T[] {
    const all: T[] = [];
    // SAFETY: within the size there is one to take.
    while (this.size > 0) all.push(this.shift() as T);
    return all;
  }

  /** Who came in order and with one priority is a heap already. */
  #toHeap(): Entry<T>[] {
    const heap = this.#ring.toArray().map((value) => this.#entry(value, 0));
    while (this.#ring.size > 0) this.#ring.shift();
    return heap;
  }

  #entry(value: T, priority: number): Entry<T> {
    this.#added += 1;
    return { value, priority, age: this.#added };
  }

  #rise(heap: Entry<T>[], entry: Entry<T>): void {
    let at = heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      // SAFETY: what is above a place within the heap is within it.
      const parent = heap[above] as Entry<T>;
      if (!isBefore(entry, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = entry;
  }

  #takeTop(heap: Entry<T>[]): Entry<T> | undefined {
    const top = heap[0];
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) sink(heap, last);
    return top;
  }
}

/** Puts `entry` at the top and lets it sink to its place. */
function sink<T>(heap: Entry<T>[], entry: Entry<T>): void {
  let at = 0;
  for (;;) {
    const below = firstBelow(heap, at);
    // SAFETY: `firstBelow` gives a place within the heap.
    if (below === undefined || !isBefore(heap[below] as Entry<T>, entry)) break;
    heap[at] = heap[below] as Entry<T>;
    at = below;
  }
  heap[at] = entry;
}

/** The place below `at` whose turn comes first. */
function firstBelow<T>(heap: Entry<T>[], at: number): number | undefined {
  const left = 2 * at + 1;
  const [one, other] = [heap[left], heap[left + 1]];
  if (one === undefined) return undefined;
  return other !== undefined && isBefore(other, one) ? left + 1 : left;
}

function isBefore<T>(one: Entry<T>, other: Entry<T>): boolean {
  if (one.priority !== other.priority) return one.priority > other.priority;
  return one.age < other.age;
}
