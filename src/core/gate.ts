import { QuiesceError } from "../check/mod.ts";
import { Lease, type LeaseOptions } from "./lease.ts";
import { Tally } from "./tally.ts";
import { tracker } from "./tracker.ts";

/** How much is in a gate. A snapshot. */
export interface GateStats {
  /** Whether new work is refused. */
  readonly closed: boolean;
  /** Admitted and not ended, of every kind. */
  readonly inFlight: number;
  /** How many of those are long-lived. */
  readonly longLived: number;
  /** How many were refused so far. */
  readonly refused: number;
}

/**
 * Counts work in flight and refuses new work once it is closed.
 *
 * Closing waits for nothing; `idle` refuses nothing. What the work depends on may be released only
 * once the gate is closed *and* empty, so `idle` stays pending until both hold at once. Unlike a
 * `Scope`, a gate neither cancels nor owns: it only counts, which is why it costs next to nothing.
 *
 * @example Count a request, and refuse it once the gate is closed
 * ```ts
 * import { Gate } from "quiesce";
 *
 * const gate = new Gate("http");
 * function handle(): string {
 *   if (!gate.enter()) return "503";
 *   try {
 *     return "200";
 *   } finally {
 *     gate.leave();
 *   }
 * }
 * console.assert(handle() === "200");
 * gate.close();
 * console.assert(handle() === "503");
 * await gate.idle;
 * ```
 */
export class Gate {
  /** What the gate is called in the report. */
  readonly name: string;
  readonly #list: Lease = new Lease("");
  readonly #tally: Tally = new Tally(() => this.#emptied());
  #idle: PromiseWithResolvers<void> = Promise.withResolvers();
  #refused = 0;

  /** Makes an open gate. */
  constructor(name: string) {
    this.name = name;
  }

  /** **Ends** once the gate is closed and empty. Never rejects. A reopened gate has a new one. */
  get idle(): Promise<void> {
    return this.#idle.promise;
  }

  /** Admitted and not ended. */
  get inFlight(): number {
    return this.#tally.inFlight;
  }

  /** Whether new work is refused. */
  get isClosed(): boolean {
    return this.#tally.closed;
  }

  /**
   * Lets one unit of short work in, without a name. Call {@linkcode leave} exactly once for each
   * `true`. Returns `false` once the gate is closed: a refusal is ordinary, so it is a value.
   */
  enter(): boolean {
    if (this.#tally.closed) return this.#refuse();
    this.#tally.inFlight += 1;
    return true;
  }

  /**
   * Says that one unit of work without a name has ended.
   *
   * @throws {QuiesceError} `WRONG_STATE` when more have left than entered
   */
  leave(): void {
    this.#tally.leave();
  }

  /**
   * Lets one named unit of work in. Release the lease when it ends, or bind it by `using`.
   * Returns `undefined` once the gate is closed.
   */
  lease(name: string, options?: LeaseOptions): Lease | undefined {
    if (this.#tally.closed) {
      this.#refuse();
      return undefined;
    }
    const lease = new Lease(name, this.#tally, options);
    this.#list.insert(lease);
    this.#tally.inFlight += 1;
    if (options?.kind === "longLived") this.#tally.longLived += 1;
    tracker?.opened(lease, "lease", this.lease);
    return lease;
  }

  /** Refuses all later work. Work inside is not disturbed. **Again**: nothing. */
  close(): void {
    this.#tally.closed = true;
    if (this.#tally.inFlight === 0) this.#idle.resolve();
  }

  /** Lets work in again. **Again**: nothing. An `idle` that has settled stays settled. */
  reopen(): void {
    if (!this.#tally.closed) return;
    this.#tally.closed = false;
    this.#tally.ended = undefined;
    if (this.#tally.inFlight === 0) this.#idle = Promise.withResolvers();
  }

  /** The named work inside, newest first. A snapshot. */
  leases(): readonly Lease[] {
    return this.#list.others();
  }

  /**
   * Ends the long-lived work inside, each by the `end` that its lease was given. **Late**: what
   * becomes long-lived after that is ended at once, until the gate is reopened.
   */
  endLongLived(reason: unknown, failed: (error: unknown) => void): void {
    this.#tally.ended = { reason };
    for (const lease of this.#list.others()) {
      if (lease.kind !== "longLived") continue;
      try {
        lease.end(reason);
      } catch (error) {
        failed(error);
      }
    }
  }

  /** How much is inside. */
  stats(): GateStats {
    return {
      closed: this.#tally.closed,
      inFlight: this.#tally.inFlight,
      longLived: this.#tally.longLived,
      refused: this.#refused,
    };
  }

  #refuse(): false {
    this.#refused += 1;
    return false;
  }

  #emptied(): void {
    if (this.#tally.inFlight < 0) {
      this.#tally.inFlight = 0;
      throw new QuiesceError("WRONG_STATE", `Cannot leave gate "${this.name}": nothing is inside`);
    }
    this.#idle.resolve();
  }
}
