/*
 * Invariants
 * 1. All deadlines are fixed points of one clock, counted back from one end; so a part that ends
 *    early leaves its time to the next, and the parts never add up to more than the whole.
 * 2. Only `extend`, `endDrain` and `hurry` move them, and whoever waits for one is told.
 */
import { LATE_MS } from "./bounded.ts";
import { QuiesceError } from "../check/mod.ts";
import type { Clock } from "./port.ts";
import { type Release, release } from "./release.ts";

/** Time kept free at the end of the budget, in milliseconds. */
export interface Reserves {
  /** For aborted work to unwind. */
  readonly unwindMs: number;
  /** For the hooks of `compensate`. */
  readonly compensateMs: number;
  /** For the hooks of `close`. */
  readonly closeMs: number;
  /** For the hooks of `flush`. */
  readonly flushMs: number;
}

/** The points of time at which parts of a shutdown must be over, in their order. */
export type Stage = "announce" | "drain" | "unwind" | "compensate" | "close" | "flush";

/** The stages from the last to the first, each with the reserve that it ends with. */
const BACKWARDS = [
  ["flush", "flushMs"],
  ["close", "closeMs"],
  ["compensate", "compensateMs"],
  ["unwind", "unwindMs"],
] as const;

/** What a budget is made of. */
export interface Whole {
  readonly graceMs: number;
  readonly maxGraceMs: number;
  readonly delayMs: number;
  readonly reserves: Reserves;
}

interface Watcher {
  readonly stage: Stage;
  readonly run: () => void;
  disarm: Release;
}

/** Late hooks and the exit itself need a little as well: 1 % of the whole. */
function exitMs(graceMs: number): number {
  return Math.min(graceMs * 0.01, LATE_MS);
}

/**
 * The reserves of a whole: 2 % to unwind (at most 1 s), 5 % each to compensate and to close (at
 * most 2.5 s each), 5 % to flush (at most 2 s), or what the hooks declare when that is more.
 */
export function reservesOf(graceMs: number, declared: Partial<Reserves> = {}): Reserves {
  const share = (of: number, mostMs: number, atLeastMs = 0): number =>
    Math.max(Math.min(graceMs * of, mostMs), atLeastMs);
  return {
    unwindMs: declared.unwindMs ?? share(0.02, 1_000),
    compensateMs: share(0.05, 2_500, declared.compensateMs),
    closeMs: share(0.05, 2_500, declared.closeMs),
    flushMs: share(0.05, 2_000, declared.flushMs),
  };
}

/** What all reserves take together. */
export function sumOf(reserves: Reserves): number {
  return Object.values(reserves).reduce((sum, ms) => sum + ms, 0);
}

/**
 * Refuses reserves that leave no time to drain.
 *
 * @throws {QuiesceError} `BUDGET`
 */
export function checkBudget(
  action: string,
  graceMs: number,
  delayMs: number,
  parts: Reserves,
): void {
  const neededMs = delayMs + sumOf(parts);
  if (neededMs <= graceMs) return;
  const all = Object.entries({ delayMs, ...parts });
  const list = all.map(([name, ms]) => `${name.slice(0, -2)} ${ms}`).join(", ");
  throw new QuiesceError(
    "BUDGET",
    `Cannot ${action}: "graceMs" is ${graceMs} ms, but its parts need ${neededMs} ms (${list})`,
  );
}

/** One budget of time, from the first trigger to the end, divided and not added up. */
export class Budget {
  /** When the first trigger came, on the clock. */
  readonly startMs: number;
  readonly #clock: Clock;
  readonly #maxMs: number;
  readonly #announceMs: number;
  readonly #watchers: Set<Watcher> = new Set();
  #graceMs: number;
  #reserves: Reserves;
  #drainMs = Infinity;
  #unwoundMs = Infinity;
  #endMs: number;

  constructor(clock: Clock, whole: Whole) {
    const { graceMs, maxGraceMs, delayMs, reserves } = whole;
    this.startMs = clock.nowMs();
    this.#clock = clock;
    this.#maxMs = maxGraceMs;
    this.#graceMs = graceMs;
    this.#endMs = this.startMs + graceMs - exitMs(graceMs);
    this.#reserves = fitted(reserves, graceMs - exitMs(graceMs));
    // A deregistration that hangs must not cost the work in flight its time.
    this.#announceMs = Math.max(delayMs, graceMs * 0.25);
  }

  /** The whole, with what was granted on top. */
  get graceMs(): number {
    return this.#graceMs;
  }

  /** How long a hook may take that is called only after its deadline, without breaking the whole. */
  get lateMs(): number {
    const leftMs = this.startMs + this.#graceMs - this.#clock.nowMs();
    return Math.max(0, Math.min(exitMs(this.#graceMs), leftMs));
  }

  /** How long ago the first trigger came, in whole milliseconds. */
  usedMs(): number {
    return Math.round(this.#clock.nowMs() - this.startMs);
  }

  /** When a stage must be over, on the clock. */
  deadlineMs(stage: Stage): number {
    if (stage === "announce") {
      return Math.min(this.startMs + this.#announceMs, this.deadlineMs("drain"));
    }
    let atMs = this.#endMs;
    // Back from the end, past the reserve of each later stage.
    for (const [name, reserve] of BACKWARDS) {
      if (name === stage) break;
      atMs -= this.#reserves[reserve];
    }
    if (stage === "unwind") return Math.min(atMs, this.#unwoundMs);
    return stage === "drain" ? Math.min(atMs, this.#drainMs) : atMs;
  }

  /** How long until a stage must be over; negative when it has passed. */
  remainingMs(stage: Stage): number {
    return this.deadlineMs(stage) - this.#clock.nowMs();
  }

  /** Moves the end away by `ms`, up to the hard maximum. Returns what was granted. */
  extend(ms: number): number {
    const grantedMs = Math.max(0, Math.min(ms, this.#maxMs - this.#graceMs));
    this.#graceMs += grantedMs;
    this.#endMs += grantedMs;
    this.#move();
    return grantedMs;
  }

  /** Ends the drain now, and the time to unwind as long after it as was reserved for that. */
  endDrain(): void {
    const nowMs = this.#clock.nowMs();
    this.#drainMs = Math.min(this.#drainMs, nowMs);
    this.#unwoundMs = Math.min(this.#unwoundMs, nowMs + this.#reserves.unwindMs);
    this.#move();
  }

  /** Ends the drain as {@linkcode endDrain} does, and everything within `ms` if it is not due sooner. */
  hurry(ms: number): void {
    const nowMs = this.#clock.nowMs();
    this.#endMs = Math.min(this.#endMs, nowMs + ms);
    this.#reserves = fitted(this.#reserves, this.#endMs - nowMs);
    this.endDrain();
  }

  /** **Ends** with `work`, or when a stage must be over if that is sooner. */
  async before(stage: Stage, work: Promise<unknown>): Promise<void> {
    const over = Promise.withResolvers<void>();
    const disarm = this.onDeadline(stage, over.resolve);
    await Promise.race([work, over.promise]);
    disarm();
  }

  /** Calls `run` when a stage must be over, wherever that moves, until released. */
  onDeadline(stage: Stage, run: () => void): Release {
    const watcher: Watcher = { stage, run, disarm: release(() => {}) };
    this.#watchers.add(watcher);
    this.#arm(watcher);
    return release(() => this.#forget(watcher));
  }

  #arm(watcher: Watcher): void {
    watcher.disarm();
    watcher.disarm = this.#clock.after(Math.max(0, this.remainingMs(watcher.stage)), () => {
      this.#forget(watcher);
      watcher.run();
    });
  }

  #forget(watcher: Watcher): void {
    watcher.disarm();
    this.#watchers.delete(watcher);
  }

  #move(): void {
    for (const watcher of this.#watchers) this.#arm(watcher);
  }
}

/** Reserves that are larger than the whole are shrunk in proportion. */
function fitted(reserves: Reserves, wholeMs: number): Reserves {
  const factor = Math.min(1, Math.max(0, wholeMs) / sumOf(reserves) || 0);
  const parts = Object.entries(reserves).map(([name, ms]) => [name, ms * factor]);
  // SAFETY: the same names, each with a number.
  return Object.fromEntries(parts) as unknown as Reserves;
}
