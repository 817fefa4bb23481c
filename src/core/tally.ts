import type { Lease, LeaseOwner } from "./lease.ts";

/**
 * The numbers of a gate, to which its leases report.
 *
 * A class of its own, and not two functions that a gate gives to each lease: ending a lease is
 * then one direct call, which takes Bun half the time.
 */
export class Tally implements LeaseOwner {
  inFlight = 0;
  longLived = 0;
  closed = false;
  /** Why long-lived work was ended, once it was: what becomes long-lived later is ended at once. */
  ended: { readonly reason: unknown } | undefined = undefined;
  readonly #emptied: () => void;

  constructor(emptied: () => void) {
    this.#emptied = emptied;
  }

  leave(): void {
    this.inFlight -= 1;
    if (this.inFlight <= 0 && (this.closed || this.inFlight < 0)) this.#emptied();
  }

  left(lease: Lease): void {
    if (lease.kind === "longLived") this.longLived -= 1;
    this.leave();
  }

  changed(lease: Lease): void {
    this.longLived += 1;
    if (this.ended) lease.end(this.ended.reason);
  }
}
