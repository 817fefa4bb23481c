import { badOption, nonNegative } from "../check/mod.ts";
import {
  type Cancellation,
  type Clock,
  type Place,
  type Release,
  release,
  type Scope,
  systemClock,
  type Tracked,
  type TrackedKind,
  type Tracker,
} from "../core/mod.ts";
import { Entry } from "./entry.ts";
import type { OpenEntry } from "./open-entry.ts";
import type { RegistryOptions } from "./registry.ts";
import { Sampler } from "./sampler.ts";
import { listenIn } from "./signal-ear.ts";
import { watch } from "./watch.ts";

/** More than this nobody reads. */
const MOST_SHOWN = 5_000;

/** Is told what becomes of the entries. */
export interface NotesObserver {
  closed?(entry: Entry): void;
  /** It was collected and never closed. */
  dropped?(entry: Entry): void;
  /** Something was told to stop now. */
  aborted?(): void;
}

/** What is noted of the open things of the process. Keeps none of them alive. */
export class Notes implements Pick<Tracker, "opened" | "closed"> {
  readonly sample: number;
  readonly clock: Clock;
  readonly #observer: NotesObserver;
  readonly #sampler: Sampler;
  readonly #entries: WeakMap<Tracked, Entry> = new WeakMap();
  readonly #open: Set<Entry> = new Set();
  readonly #backstop: FinalizationRegistry<Entry>;
  #opened = 0;
  #isTelling = false;

  constructor(options: RegistryOptions, observer: NotesObserver = {}) {
    const { sample = 1, clock = systemClock, random } = options;
    this.sample = nonNegative("watch what is open", "sample", sample);
    if (sample > 1) throw badOption("watch what is open", "sample", "at most 1", sample);
    this.clock = clock;
    this.#observer = observer;
    this.#sampler = new Sampler(sample, random);
    this.#backstop = new FinalizationRegistry((entry) => this.#dropped(entry));
  }

  /** How many were opened and noted. */
  get openedCount(): number {
    return this.#opened;
  }

  /** Oldest first. */
  entries(): Entry[] {
    return [...this.#open];
  }

  /** Whether it is still open. */
  has(entry: Entry): boolean {
    return this.#open.has(entry);
  }

  /** Makes texts of the places of at most so many entries, the oldest first: it takes its time. */
  settle(most: number): void {
    const unsettled = this.entries().filter(({ isSettled }) => !isSettled);
    for (const entry of unsettled.slice(0, most)) entry.settle();
  }

  /** Oldest first, as plain data. Of very many, some may lack their place. */
  shown(): OpenEntry[] {
    this.settle(MOST_SHOWN);
    const nowMs = this.clock.nowMs();
    return this.entries().map((entry) => entry.shown(nowMs));
  }

  entryOf(subject: Tracked): Entry | undefined {
    return this.#entries.get(subject);
  }

  /** Begins to note. What is open already is not known. The result forgets all. */
  begin(): Release {
    if (this.sample === 0) return release(() => {});
    const unwatch = watch(this);
    return release(() => {
      unwatch();
      for (const entry of this.#open) this.#backstop.unregister(entry);
      this.#open.clear();
    });
  }

  opened(subject: Tracked, kind: TrackedKind, entry?: unknown, place?: Place): void {
    if (!this.#sampler.takes()) return;
    const noted = new Entry({ subject, kind, entry, place, nowMs: this.clock.nowMs() });
    this.#opened += 1;
    this.#entries.set(subject, noted);
    this.#open.add(noted);
    this.#backstop.register(subject, noted, noted);
  }

  closed(subject: Tracked): void {
    const entry = this.#entries.get(subject);
    if (entry === undefined) return;
    this.#entries.delete(subject);
    if (!this.#open.delete(entry)) return;
    this.#backstop.unregister(entry);
    this.#observer.closed?.(entry);
  }

  signalMade(scope: Scope, signal: AbortSignal): void {
    const entry = this.#entries.get(scope);
    // Who asks after the abort has nothing more to hear.
    if (entry === undefined || scope.isAborted) return;
    (entry.ears ??= []).push(listenIn(signal, () => this.#isTelling));
  }

  listened(scope: Scope): void {
    const entry = this.#entries.get(scope);
    if (entry !== undefined) entry.isListenedTo = true;
  }

  cancelling({ isAbort, reached }: Cancellation): void {
    this.#isTelling = true;
    // Whom it reached is told before anything else can happen.
    queueMicrotask(() => void (this.#isTelling = false));
    if (!isAbort) return;
    const nowMs = this.clock.nowMs();
    for (const { scope } of reached) {
      const entry = this.#entries.get(scope);
      if (entry !== undefined) entry.abortedMs ??= nowMs;
    }
    this.#observer.aborted?.();
  }

  #dropped(entry: Entry): void {
    if (this.#open.delete(entry)) this.#observer.dropped?.(entry);
  }
}
