import { tracker } from "./tracker.ts";

/**
 * What kind of work a lease stands for. `short` work is waited for until the drain's deadline;
 * `longLived` work, such as an event stream or a WebSocket, is asked first and then ended.
 */
export type WorkClass = "short" | "longLived";

/** What a lease may be given. */
export interface LeaseOptions {
  /** Default: `short`. */
  readonly kind?: WorkClass;
  /** Ends the work cleanly; called at most once, when long-lived work has had its share of time. */
  readonly end?: (reason: unknown) => void;
  /** When the work began, on the clock of its lifecycle. Unknown unless given: reading a clock costs. */
  readonly sinceMs?: number;
}

/** Where a lease reports that it ended or changed its kind. */
export interface LeaseOwner {
  /** The work has ended. */
  left(lease: Lease): void;
  /** The work has turned out to be long-lived. */
  changed(lease: Lease): void;
}

/**
 * One named unit of work in flight. Made by `gate.lease()`; works with `using`.
 *
 * Leases hang in a list of their own links, and keep what they were given as it is, so that taking
 * and returning one allocates one small object.
 *
 * @example Name what is in flight
 * ```ts
 * import { Gate } from "quiesce";
 *
 * const gate = new Gate("jobs");
 * const lease = gate.lease("resize 42");
 * console.assert(gate.leases()[0]?.name === "resize 42");
 * lease?.release();
 * console.assert(gate.inFlight === 0);
 * ```
 */
export class Lease implements Disposable {
  /** What the work is called in the report, such as `GET /orders`. */
  readonly name: string;
  #owner: LeaseOwner | undefined;
  #options: LeaseOptions | undefined;
  #previous: Lease | undefined;
  #next: Lease | undefined;

  /** Made by a gate, never by its user. */
  constructor(name: string, owner?: LeaseOwner, options?: LeaseOptions) {
    this.name = name;
    this.#owner = owner;
    this.#options = options;
    this.#previous = undefined;
    this.#next = undefined;
  }

  /** When the work began, or `NaN` when nobody said. */
  get sinceMs(): number {
    return this.#options?.sinceMs ?? NaN;
  }

  /** Whether it is waited for, or asked and then ended. */
  get kind(): WorkClass {
    return this.#options?.kind ?? "short";
  }

  /** Puts `lease` into the list behind this one. */
  insert(lease: Lease): void {
    const next = this.#next;
    if (next !== undefined) next.#previous = lease;
    lease.#previous = this;
    lease.#next = next;
    this.#next = lease;
  }

  /** Every lease behind this one, newest first. Leases may end meanwhile. */
  others(): Lease[] {
    const found: Lease[] = [];
    for (let lease = this.#next; lease !== undefined; lease = lease.#next) found.push(lease);
    return found;
  }

  /**
   * Says that the work has turned out to be long-lived, such as a response that is an event stream.
   * `end` ends it cleanly. **Again**: the last `end` counts. **Late**: nothing on an ended lease; `end`
   * is called at once when the gate has ended its long-lived work already.
   */
  becomeLongLived(end: (reason: unknown) => void): void {
    const isNew = this.kind === "short";
    this.#options = { ...this.#options, kind: "longLived", end };
    if (isNew) this.#owner?.changed(this);
  }

  /**
   * Ends long-lived work by the function that it gave. **Again**: the function is called once.
   * **Late**: nothing on an ended lease.
   */
  end(reason: unknown): void {
    if (this.#owner === undefined) return;
    const { end, ...rest } = this.#options ?? {};
    this.#options = rest;
    end?.(reason);
  }

  /** Says that the work has ended. **Again**: nothing. */
  release(): void {
    const owner = this.#owner;
    if (owner === undefined) return;
    this.#owner = undefined;
    if (this.#next !== undefined) this.#next.#previous = this.#previous;
    if (this.#previous !== undefined) this.#previous.#next = this.#next;
    this.#previous = this.#next = undefined;
    tracker?.closed(this);
    owner.left(this);
  }

  /** The same as {@linkcode release}, for `using`. */
  [Symbol.dispose](): void {
    this.release();
  }
}
