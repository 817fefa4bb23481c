import { QuiesceError } from "./error.ts";
import { Lease, type LeaseOptions, type LeaseOwner, type WorkClass } from "./lease.ts";

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
  readonly #owner: LeaseOwner;
  #idle: PromiseWithResolvers<void> = Promise.withResolvers();
  #closed = false;
  #inFlight = 0;
  #longLived = 0;
  #refused = 0;

  /** Makes an open gate. */
  constructor(name: string) {
    this.name = name;
    this.#owner = {
      left: (lease) => this.#left(lease.kind),
      changed: () => void (this.#longLived += 1),
    };
  }

  /** **Ends** once the gate is closed and empty. Never rejects. A reopened gate has a new one. */
  get idle(): Promise<void> {
    return this.#idle.promise;
  }

  /** Admitted and not ended. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Whether new work is refused. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /**
   * Lets one unit of short work in, without a name. Call {@linkcode leave} exactly once for each
   * `true`. Returns `false` once the gate is closed: a refusal is ordinary, so it is a value.
   */
  enter(): boolean {
    if (this.#closed) return this.#refuse();
    this.#inFlight += 1;
    return true;
  }

  /**
   * Says that one unit of work without a name has ended.
   *
   * @throws {QuiesceError} `WRONG_STATE` when more have left than entered
   */
  leave(): void {
    this.#inFlight -= 1;
    if (this.#inFlight <= 0) this.#emptied();
  }

  /**
   * Lets one named unit of work in. Release the lease when it ends, or bind it by `using`.
   * Returns `undefined` once the gate is closed.
   */
  lease(name: string, options?: LeaseOptions): Lease | undefined {
    if (this.#closed) {
      this.#refuse();
      return undefined;
    }
    const lease = new Lease(name, this.#owner, options);
    this.#list.insert(lease);
    this.#inFlight += 1;
    if (options?.kind === "longLived") this.#longLived += 1;
    return lease;
  }

  /** Refuses all later work. Work inside is not disturbed. **Again**: nothing. */
  close(): void {
    this.#closed = true;
    if (this.#inFlight === 0) this.#idle.resolve();
  }

  /** Lets work in again. **Again**: nothing. An `idle` that has settled stays settled. */
  reopen(): void {
    if (!this.#closed) return;
    this.#closed = false;
    if (this.#inFlight === 0) this.#idle = Promise.withResolvers();
  }

  /** The named work inside, newest first. A snapshot. */
  leases(): readonly Lease[] {
    return this.#list.others();
  }

  /** Ends the long-lived work inside, each by the `end` that its lease was given. */
  endLongLived(reason: unknown, failed: (error: unknown) => void): void {
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
      closed: this.#closed,
      inFlight: this.#inFlight,
      longLived: this.#longLived,
      refused: this.#refused,
    };
  }

  #refuse(): false {
    this.#refused += 1;
    return false;
  }

  #left(kind: WorkClass): void {
    if (kind === "longLived") this.#longLived -= 1;
    this.leave();
  }

  #emptied(): void {
    if (this.#inFlight < 0) {
      this.#inFlight = 0;
      throw new QuiesceError("WRONG_STATE", `Cannot leave gate "${this.name}": nothing is inside`);
    }
    if (this.#closed) this.#idle.resolve();
  }
}
