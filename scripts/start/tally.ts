import type { Loss, Outcome } from "./connection.ts";

/** Counts what became of the requests, so that none goes missing in the sum. */
export class Tally {
  readonly #ends: Record<Outcome["end"], number> = {
    answered: 0,
    refused: 0,
    unreachable: 0,
    lost: 0,
  };
  readonly #losses: Map<Loss, number> = new Map();

  get answered(): number {
    return this.#ends.answered;
  }

  get refused(): number {
    return this.#ends.refused;
  }

  get unreachable(): number {
    return this.#ends.unreachable;
  }

  get lost(): number {
    return this.#ends.lost;
  }

  /** How requests were lost, with the number of each. */
  get losses(): ReadonlyMap<Loss, number> {
    return this.#losses;
  }

  add(outcome: Outcome | { readonly end: "answered" | "refused" }): void {
    this.#ends[outcome.end] += 1;
    if (!("how" in outcome)) return;
    this.#losses.set(outcome.how, (this.#losses.get(outcome.how) ?? 0) + 1);
  }
}
