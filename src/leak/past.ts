import { type Finding, keyOf, type Leak, leakOf } from "./leak.ts";

/** So many different leaks are remembered. */
const MOST = 100;

/** Leaks of which nothing is open any more. */
export class Past {
  readonly #leaks: Map<string, Leak> = new Map();

  /** Whether one like it is remembered. */
  knows(finding: Finding): boolean {
    return this.#leaks.has(keyOf(finding));
  }

  /** Remembers one more of a leak; the first is described. */
  add(finding: Finding, nowMs: number): void {
    const key = keyOf(finding);
    const known = this.#leaks.get(key);
    const { problem, entry } = finding;
    if (known !== undefined) this.#leaks.set(key, leakOf(problem, known, known.count + 1));
    else if (this.#leaks.size < MOST) this.#leaks.set(key, leakOf(problem, entry.shown(nowMs), 1));
  }

  leaks(): ReadonlyMap<string, Leak> {
    return this.#leaks;
  }
}
