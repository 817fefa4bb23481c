interface Entry {
  readonly atMs: number;
  /** Of two at the same time, the one that was added first comes first. */
  readonly order: number;
  readonly run: () => void;
}

/** What is to happen, the earliest first: a binary heap. */
export class EventQueue {
  readonly #heap: Entry[] = [];
  #added = 0;

  add(atMs: number, run: () => void): void {
    const entry = { atMs, order: this.#added++, run };
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = at - 1 >> 1;
      const above = heap[parent];
      if (!above || !isBefore(entry, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  /** Takes the earliest out. */
  take(): Entry | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (last && this.#heap.length > 0) this.#sink(last);
    return first;
  }

  /** Finds a place from the top on. */
  #sink(entry: Entry): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      const child = this.#earlierChild(at);
      const below = heap[child];
      if (!below || !isBefore(below, entry)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = entry;
  }

  #earlierChild(at: number): number {
    const left = this.#heap[2 * at + 1];
    const right = this.#heap[2 * at + 2];
    return left && right && isBefore(right, left) ? 2 * at + 2 : 2 * at + 1;
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.atMs < other.atMs || one.atMs === other.atMs && one.order < other.order;
}
