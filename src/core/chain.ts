import type { Release } from "./release.ts";

/** One value in a chain. Belongs to the chain until it is taken. */
class Link<T> {
  readonly value: T;
  chain: Chain<T> | undefined;
  previous: Link<T> | undefined;
  next: Link<T> | undefined = undefined;

  constructor(value: T, chain: Chain<T>, previous: Link<T> | undefined) {
    this.value = value;
    this.chain = chain;
    this.previous = previous;
  }
}

/** Values in the order in which they came. Adding, taking and removing cost the same for any length. */
export class Chain<T> {
  #first: Link<T> | undefined;
  #last: Link<T> | undefined;

  get isEmpty(): boolean {
    return this.#first === undefined;
  }

  /** Adds `value` as the newest; the result takes it out again, if nobody has taken it. */
  add(value: T): Release {
    const link = new Link(value, this, this.#last);
    if (this.#last === undefined) this.#first = link;
    else this.#last.next = link;
    this.#last = link;
    // Not by `release()`: one closure less, for what is done for each piece of work.
    const remove = (): void => link.chain?.remove(link);
    remove[Symbol.dispose] = remove;
    return remove;
  }

  takeOldest(): T | undefined {
    return this.#take(this.#first);
  }

  takeNewest(): T | undefined {
    return this.#take(this.#last);
  }

  remove(link: Link<T>): void {
    const { previous, next } = link;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    link.chain = link.previous = link.next = undefined;
  }

  #take(link: Link<T> | undefined): T | undefined {
    if (link !== undefined) this.remove(link);
    return link?.value;
  }
}
