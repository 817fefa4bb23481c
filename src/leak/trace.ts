import type { Cancellation, Clock, ReasonKind, Scope, StopReason, Tracked } from "../core/mod.ts";
import { Birthplace } from "./birthplace.ts";
import type { Notes } from "./notes.ts";
import type { Watcher } from "./watch.ts";

/** One scope or task that a stop or an abort has reached. */
export interface TraceRow {
  /** Its place in the tree. */
  readonly path: string;
  /** How far below the origin it is. */
  readonly hops: number;
  /** Whether somebody listens there; `unseen` when a signal was asked for, and nobody was seen. */
  readonly listens: "yes" | "unseen" | "no";
  /** How long until its listeners had been called. `undefined` when there was nobody to call. */
  readonly heardAfterMs: number | undefined;
  /** How long until it had ended. `undefined` while it is open. */
  readonly endedAfterMs: number | undefined;
}

/** What has become of one stop or abort. */
export interface Trace {
  /** Where it began: the path of the scope. */
  readonly origin: string;
  /** The line of code that began it, or an empty string where it is unknown. */
  readonly where: string;
  /** Why, in one word. */
  readonly kind: ReasonKind;
  /** Why. */
  readonly reason: string;
  /** Whether it said to stop now. */
  readonly isAbort: boolean;
  /** How long ago it began. */
  readonly ageMs: number;
  /** Everybody whom it reached, the origin first, without the `omitted`. */
  readonly rows: readonly TraceRow[];
  /** How many are left out, so that a trace stays small: first of all what has ended. */
  readonly omitted: number;
}

/** How much is kept. */
export interface TracerOptions {
  /** The newest so many are kept, whatever became of them. */
  readonly mostTraces: number;
  /** Of the older ones, so many of which something is open. */
  readonly mostOpen: number;
  /** A trace keeps so many rows; one of the newest, those of what is open besides. */
  readonly mostRows: number;
}

/** Follows each stop and abort to the last who heard of it. */
export class Tracer implements Watcher {
  readonly #options: TracerOptions;
  readonly #clock: Clock;
  readonly #notes: Notes;
  readonly #followed: WeakMap<Tracked, Step[]> = new WeakMap();
  #trails: Trail[] = [];

  /** What is noted tells how people listen, as far as it is noted. */
  constructor(options: TracerOptions, notes: Notes) {
    this.#options = options;
    this.#clock = notes.clock;
    this.#notes = notes;
  }

  /** Lets go of what is not needed, such as stacks. */
  settle(): void {
    for (const trail of this.#trails) trail.settle();
  }

  /** The newest last. */
  traces(): Trace[] {
    const nowMs = this.#clock.nowMs();
    return this.#trails.map((trail) => trail.shown(nowMs));
  }

  cancelling(cancellation: Cancellation): void {
    const { isAbort, reached } = cancellation;
    // A scope that closes stops itself: that is news only when somebody is below it.
    if (!isAbort && reached.length < 2) return;
    const trail = new Trail(cancellation, this.#clock.nowMs(), this.#options.mostRows);
    for (const { scope, hops, listens } of reached) {
      const step = trail.add(scope, hops, listens ? this.#listens(scope) : "no");
      if (scope.isClosed) trail.end(step, this.#clock.nowMs());
      const steps = this.#followed.get(scope);
      if (steps === undefined) this.#followed.set(scope, [step]);
      else steps.push(step);
    }
    this.#keep(trail);
  }

  told(scope: Scope, reason: StopReason): void {
    for (const step of this.#followed.get(scope) ?? []) {
      if (step.trail.isBy(reason)) step.heardMs ??= this.#clock.nowMs();
    }
  }

  closed(subject: Tracked): void {
    for (const step of this.#followed.get(subject) ?? []) step.trail.end(step, this.#clock.nowMs());
    this.#followed.delete(subject);
  }

  /** Traffic must not push out what got lost before it, so the first that got lost stay. */
  #keep(trail: Trail): void {
    const { mostTraces, mostOpen } = this.#options;
    const trails = [...this.#trails, trail];
    trails.at(-mostTraces - 1)?.shrink();
    const lost = trails.slice(0, -mostTraces).filter(({ isOpen }) => isOpen);
    this.#trails = [...lost.slice(0, mostOpen), ...trails.slice(-mostTraces)];
  }

  #listens(scope: Scope): TraceRow["listens"] {
    const entry = this.#notes.entryOf(scope);
    const isUnseen = entry?.isUnheard === true && !entry.isListenedTo;
    return isUnseen ? "unseen" : "yes";
  }
}

interface Step {
  readonly trail: Trail;
  readonly scope: WeakRef<Scope>;
  readonly path: string;
  readonly hops: number;
  readonly listens: TraceRow["listens"];
  heardMs: number | undefined;
  endedMs: number | undefined;
}

class Trail {
  /** An error holds on to its stack, and that to all which the functions in it see. */
  readonly #reason: WeakRef<StopReason>;
  readonly #facts: Pick<Trace, "origin" | "isAbort" | "kind" | "reason">;
  readonly #place: Birthplace;
  readonly #startMs: number;
  readonly #mostRows: number;
  readonly #steps: Set<Step> = new Set();
  #omitted = 0;

  constructor({ origin, reason, isAbort }: Cancellation, startMs: number, mostRows: number) {
    this.#reason = new WeakRef(reason);
    const { kind, message } = reason;
    this.#facts = { origin: origin.path, kind, reason: message, isAbort };
    this.#place = new Birthplace(Trail, 20);
    this.#startMs = startMs;
    this.#mostRows = mostRows;
  }

  /** Whether something of its rows has neither ended nor been collected. */
  get isOpen(): boolean {
    for (const { endedMs, scope } of this.#steps) {
      if (endedMs === undefined && scope.deref() !== undefined) return true;
    }
    return false;
  }

  isBy(reason: StopReason): boolean {
    return this.#reason.deref() === reason;
  }

  /** Makes a text of the place, which until then may keep other things alive. */
  settle(): void {
    this.#place.settle();
  }

  add(scope: Scope, hops: number, listens: TraceRow["listens"]): Step {
    const step = {
      trail: this,
      scope: new WeakRef(scope),
      path: scope.path,
      hops,
      listens,
      heardMs: undefined,
      endedMs: undefined,
    };
    this.#steps.add(step);
    return step;
  }

  end(step: Step, nowMs: number): void {
    step.endedMs = nowMs;
    if (this.#steps.size > this.#mostRows) this.#omit(step);
  }

  /** Leaves out what has ended and, where that is not enough, the newest of what is open. */
  shrink(): void {
    const ended = [...this.#steps].filter(({ endedMs }) => endedMs !== undefined);
    const open = [...this.#steps].filter(({ endedMs }) => endedMs === undefined);
    for (const step of [...ended, ...open.reverse()]) {
      if (this.#steps.size > this.#mostRows) this.#omit(step);
    }
  }

  #omit(step: Step): void {
    if (this.#steps.delete(step)) this.#omitted += 1;
  }

  shown(nowMs: number): Trace {
    return {
      ...this.#facts,
      where: this.#place.outside,
      ageMs: nowMs - this.#startMs,
      rows: [...this.#steps].map((step) => this.#row(step)),
      omitted: this.#omitted,
    };
  }

  #row({ path, hops, listens, heardMs, endedMs }: Step): TraceRow {
    return {
      path,
      hops,
      listens,
      heardAfterMs: heardMs === undefined || listens === "no" ? undefined : heardMs - this.#startMs,
      endedAfterMs: endedMs === undefined ? undefined : endedMs - this.#startMs,
    };
  }
}
