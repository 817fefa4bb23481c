import { type Leak, leakOf, type LeakProblem } from "./leak.ts";
import type { OpenEntry } from "./open-entry.ts";

/** So many different leaks are remembered. */
const MOST = 100;

/** Leaks of which nothing is open any more. */
export class Past {
  readonly #leaks: Map<string, Leak> = new Map();

  /** Remembers one more of the leak that `key` stands for; the first is described. */
  add(key: string, problem: LeakProblem, entry: OpenEntry): void {
    const known = this.#leaks.get(key);
    if (known !== undefined) this.#leaks.set(key, leakOf(problem, known, known.count + 1));
    else if (this.#leaks.size < MOST) this.#leaks.set(key, leakOf(problem, entry, 1));
  }

  leaks(): ReadonlyMap<string, Leak> {
    return this.#leaks;
  }
}
