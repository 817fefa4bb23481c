import { type Release, release } from "../core/mod.ts";
import { inBackground } from "./background.ts";
import type { LeakOptions } from "./detect-leaks.ts";
import { detectors } from "./detectors.ts";
import type { Entry } from "./entry.ts";
import { Growth } from "./growth.ts";
import { type Finding, findingsIn, type Leak, type LeakProblem, leaksOf } from "./leak.ts";
import { Notes } from "./notes.ts";
import type { OpenEntry } from "./open-entry.ts";
import { Past } from "./past.ts";
import { Teller } from "./teller.ts";
import { type Trace, Tracer, type TraceRow } from "./trace.ts";
import { traceTable } from "./trace-table.ts";
import { treeLines } from "./tree.ts";
import { watch } from "./watch.ts";

/** What a detector tells. Events are facts: all are past. */
export interface LeakEvents {
  /** A leak was found. Told once for all of one problem, shape and place. */
  "leak.found": Leak;
  /** Nothing of it is left: what was open was closed after all. */
  "leak.ended": Leak;
}

/** What a detector has seen, as plain data. */
export interface LeakReport {
  /** The share of what was opened that was noted. */
  readonly sample: number;
  /** How many were opened and noted. */
  readonly openedCount: number;
  /** What of it is open, oldest first. */
  readonly open: readonly OpenEntry[];
  /** What is wrong. */
  readonly leaks: readonly Leak[];
  /** What became of the last stops and aborts, and of lost ones before them, the newest last. */
  readonly traces: readonly Trace[];
}

/** What a detector is made with. */
export type LeakSettings =
  & LeakOptions
  & Required<Omit<LeakOptions, "clock" | "random" | "sample">>;

const TRACES = { mostTraces: 20, mostOpen: 80, mostRows: 1_000 };
/** Timers of the platform may be early by less than this. */
const EARLY_MS = 1;
/** A look must not take long, and what it leaves it finds at the next one. */
const MOST_SETTLED = 2_000;

/**
 * Looks out for leaks until it is released. Made by `detectLeaks`.
 *
 * @example Ask for all at once
 * ```ts
 * import { detectLeaks } from "quiesce/leak";
 *
 * const detector = detectLeaks({ sample: 0.1 });
 * const { sample, leaks } = detector.report();
 * console.assert(sample === 0.1 && leaks.length === 0);
 * detector.release();
 * ```
 */
export class LeakDetector implements Disposable {
  readonly #settings: LeakSettings;
  readonly #notes: Notes;
  readonly #tracer: Tracer;
  readonly #growth: Growth;
  readonly #past: Past = new Past();
  readonly #teller: Teller<LeakEvents> = new Teller();
  readonly #end: Release;
  #growing: readonly Finding[] = [];
  #known: ReadonlyMap<string, Leak> = new Map();
  #nextCheck: Release | undefined;
  #abortCheck: Release | undefined;

  /** Made by `detectLeaks`, never by its user. */
  constructor(settings: LeakSettings) {
    this.#settings = settings;
    this.#growth = new Growth(settings.mostSiblings);
    this.#notes = new Notes(settings, {
      closed: (entry) => this.#closed(entry),
      dropped: (entry) => this.#dropped(entry),
      aborted: () => this.#aborted(),
    });
    this.#tracer = new Tracer(TRACES, this.#notes);
    this.#end = this.#begin();
  }

  /**
   * Calls `listener` with each event of a name, until released. What it throws becomes an unhandled
   * rejection.
   */
  on<Name extends keyof LeakEvents>(
    type: Name,
    listener: (leak: LeakEvents[Name]) => void,
  ): Release {
    return this.#teller.on(type, listener);
  }

  /** What is wrong now, and what was dropped or never listened to until now. A snapshot. */
  leaks(): Leak[] {
    return [...this.#found().values()];
  }

  /** All that it has seen, as plain data. */
  report(): LeakReport {
    return {
      sample: this.#notes.sample,
      openedCount: this.#notes.openedCount,
      open: this.#notes.shown(),
      leaks: this.leaks(),
      traces: this.traces(),
    };
  }

  /**
   * What became of the last 20 stops and aborts, and of up to 80 before them that somebody whom they
   * reached has not obeyed yet; the newest last. Empty unless `trace` is on.
   */
  traces(): Trace[] {
    this.#tracer.settle();
    return this.#tracer.traces();
  }

  /** The same as {@linkcode report} for people: a tree, leaks, and what stops and aborts got lost. */
  lines(): string[] {
    const open = this.#notes.shown();
    const leaks = this.leaks();
    const lost = this.traces().filter(({ rows }) => rows.some(isOpen));
    return [
      `${open.length} open, ${leaks.length} ${leaks.length === 1 ? "leak" : "leaks"}`,
      ...treeLines(open).map(indented),
      ...leaks.map(({ text }) => `leak: ${text}`),
      ...lost.flatMap(traceTable),
    ];
  }

  /** Looks now instead of at the next turn, and tells what is new. */
  check(): void {
    const entries = this.#notes.entries();
    this.#tracer.settle();
    this.#growing = this.#growth.look(entries);
    const [before, found] = [this.#known, this.#found()];
    this.#known = found;
    for (const [key, leak] of found) if (!before.has(key)) this.#teller.tell("leak.found", leak);
    for (const [key, leak] of before) if (!found.has(key)) this.#teller.tell("leak.ended", leak);
  }

  /** Ends it. **Again**: nothing. */
  release(): void {
    this.#end();
  }

  /** The same as {@linkcode release}, for `using`. */
  [Symbol.dispose](): void {
    this.release();
  }

  #begin(): Release {
    const { trace } = this.#settings;
    const forget = this.#notes.begin();
    const untrace = trace ? watch(this.#tracer) : undefined;
    const isOff = this.#notes.sample === 0 && !trace;
    const unshow = isOff ? undefined : watch({ lines: () => this.lines() });
    detectors.add(this);
    if (!isOff) this.#lookLater();
    return release(() => {
      for (const end of [forget, untrace, unshow, this.#nextCheck, this.#abortCheck]) end?.();
      detectors.delete(this);
    });
  }

  #lookLater(): void {
    const { clock, intervalMs } = this.#settings;
    this.#nextCheck = inBackground(clock, intervalMs, () => {
      this.check();
      this.#lookLater();
    });
  }

  /** Looks as soon as somebody can have ignored an abort for too long. */
  #aborted(): void {
    const { clock, ignoreAbortMs } = this.#settings;
    this.#abortCheck ??= inBackground(clock, ignoreAbortMs + EARLY_MS, () => {
      this.#abortCheck = undefined;
      this.check();
    });
  }

  #closed(entry: Entry): void {
    if (entry.isUnheard) this.#remember("unheard", entry);
  }

  #dropped(entry: Entry): void {
    this.#remember("dropped", entry);
    this.check();
  }

  #remember(problem: LeakProblem, entry: Entry): void {
    const nowMs = this.#notes.clock.nowMs();
    const finding = { problem, entry };
    if (!this.#past.knows(finding)) {
      entry.settle();
      if (this.#settings.ignore(entry.shown(nowMs))) return;
    }
    this.#past.add(finding, nowMs);
  }

  #found(): Map<string, Leak> {
    this.#notes.settle(MOST_SETTLED);
    const nowMs = this.#notes.clock.nowMs();
    const limits = { ...this.#settings, isSampled: this.#notes.sample < 1 };
    const findings = [
      ...findingsIn(this.#notes.entries(), nowMs, limits),
      ...this.#growing.filter(({ entry }) => this.#notes.has(entry)),
    ];
    const meant = findings.filter(({ entry }) => !this.#settings.ignore(entry.shown(nowMs)));
    return new Map([...leaksOf(meant, nowMs), ...this.#past.leaks()]);
  }
}

function isOpen({ endedAfterMs }: TraceRow): boolean {
  return endedAfterMs === undefined;
}

function indented(line: string): string {
  return `  ${line}`;
}
