import { byPriority } from "./signal.ts";

/** Holds signals back while something runs that must not be interrupted by them. */
export class Mask {
  readonly #deliver: (name: string) => void;
  readonly #held: Set<string> = new Set();
  #depth = 0;

  constructor(deliver: (name: string) => void) {
    this.#deliver = deliver;
  }

  /** Whether signals are held back. */
  get isOn(): boolean {
    return this.#depth > 0;
  }

  /** Delivers a signal, now or after the mask. */
  hear(name: string): void {
    if (this.#depth === 0) this.#deliver(name);
    else this.#held.add(name);
  }

  /** Runs `run` masked. Masks nest: the last to end delivers. */
  async run<T>(run: () => T | PromiseLike<T>): Promise<T> {
    this.#depth += 1;
    try {
      return await run();
    } finally {
      this.#depth -= 1;
      if (this.#depth === 0) this.#release();
    }
  }

  #release(): void {
    const names = byPriority(this.#held);
    this.#held.clear();
    for (const name of names) this.#deliver(name);
  }
}
