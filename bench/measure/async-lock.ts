/** The cheapest lock that one has to wait for: first come, first served. */
export class AsyncLock {
  readonly #waiting: (() => void)[] = [];
  #isHeld = false;

  /** Waits until nobody else holds the lock. */
  acquire(): Promise<void> {
    if (this.#isHeld) return new Promise((resolve) => void this.#waiting.push(resolve));
    this.#isHeld = true;
    return FREE;
  }

  /** Hands the lock to who has waited longest. */
  release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#isHeld = false;
    else next();
  }
}

const FREE: Promise<void> = Promise.resolve();
