import type { Entry } from "./entry.ts";
import type { Finding } from "./leak.ts";

/** So many looks in a row must have found more than the one before. */
const RISES = 3;

interface Trend {
  readonly count: number;
  readonly rises: number;
}

/** Follows how many of each shape are open, from one look to the next. */
export class Growth {
  readonly #most: number;
  #trends: ReadonlyMap<string, Trend> = new Map();

  /** Fewer than `most` of a shape are nobody's concern. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Looks once more. Finds all of each shape of which there were more at each of the last looks. */
  look(entries: readonly Entry[]): Finding[] {
    // Without the place, whose text nobody should have to make for all that is open.
    const groups = [...Map.groupBy(entries, ({ kind, pathShape }) => `${kind} ${pathShape}`)];
    const trends = new Map(groups.map(([key, { length }]) => [key, this.#trend(key, length)]));
    this.#trends = trends;
    return groups
      .filter(([key, { length }]) => length >= this.#most && risesOf(trends.get(key)) >= RISES)
      .flatMap(([, group]) => group.map((entry) => ({ problem: "growing", entry })));
  }

  #trend(key: string, count: number): Trend {
    const before = this.#trends.get(key);
    return { count, rises: count > (before?.count ?? 0) ? risesOf(before) + 1 : 0 };
  }
}

function risesOf(trend: Trend | undefined): number {
  return trend?.rises ?? 0;
}
