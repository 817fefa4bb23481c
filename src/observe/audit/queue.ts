/** Calls a function with one thing after another, each once the one before has been taken. */
export class Queue<T> {
  readonly #take: (item: T) => unknown;
  readonly #failed: (error: unknown) => void;
  readonly #waiting: T[] = [];
  #isRunning = false;
  #empty: Promise<void> = Promise.resolve();

  constructor(take: (item: T) => unknown, failed: (error: unknown) => void) {
    this.#take = take;
    this.#failed = failed;
  }

  /** Settles once all that was added has been taken or has failed. Never rejects. */
  get empty(): Promise<void> {
    return this.#empty;
  }

  /** Takes it now, or when its turn comes. */
  add(item: T): void {
    this.#waiting.push(item);
    if (!this.#isRunning) this.#empty = this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let item = this.#waiting.shift(); item !== undefined; item = this.#waiting.shift()) {
      try {
        const taken = this.#take(item);
        // What is written at once needs no turn of its own, which an exit would not grant.
        if (isPending(taken)) await taken;
      } catch (error) {
        this.#failed(error);
      }
    }
    this.#isRunning = false;
  }
}

function isPending(taken: unknown): taken is PromiseLike<unknown> {
  return typeof (taken as PromiseLike<unknown> | undefined)?.then === "function";
}
