/** What one load balancer believes: how many instances there are, and which of them are stopping. */
export class BalancerView {
  readonly #stopping: number[] = [];
  /** Where each stopping instance is in the list. */
  readonly #places: Map<number, number> = new Map();
  #seen: number;

  constructor(seen: number) {
    this.#seen = seen;
  }

  /** How many it sends to. */
  get seen(): number {
    return this.#seen;
  }

  /** How many of those are stopping, which it does not know. */
  get stopping(): number {
    return this.#stopping.length;
  }

  /** An instance that it sends to begins to stop. */
  stop(instance: number): void {
    this.#places.set(instance, this.#stopping.length);
    this.#stopping.push(instance);
  }

  /** It hears of one that stops. */
  drop(instance: number): void {
    const place = this.#places.get(instance);
    const last = this.#stopping.pop();
    this.#places.delete(instance);
    this.#seen -= 1;
    if (place === undefined || last === undefined || last === instance) return;
    this.#stopping[place] = last;
    this.#places.set(last, place);
  }

  /** It hears of one that has started. */
  add(): void {
    this.#seen += 1;
  }

  /** Picks by a number from 0 to 1 among all that it sends to; `undefined` for one in health. */
  pick(random: number): number | undefined {
    return this.#stopping[Math.floor(random * this.#seen)];
  }

  /** Picks by a number from 0 to 1 among those that are stopping. */
  pickStopping(random: number): number | undefined {
    return this.#stopping[Math.floor(random * this.#stopping.length)];
  }
}
