import {
  Lease,
  type Place,
  Scope,
  type Tracked,
  type TrackedKind,
  type Unstopped,
} from "../core/mod.ts";
import { Birthplace } from "./birthplace.ts";
import { type OpenEntry, shapeOf } from "./open-entry.ts";
import type { SignalEar } from "./signal-ear.ts";

/** What is told of something that was opened. */
export interface Opening {
  readonly subject: Tracked;
  readonly kind: TrackedKind;
  readonly entry: unknown;
  readonly place: Place | undefined;
  readonly nowMs: number;
}

/** What is noted of something open. It does not keep it alive, so that it can be seen to be dropped. */
export class Entry {
  readonly kind: Unstopped["kind"];
  /** Noted at once: it cannot be known any more when the thing has been collected. */
  readonly path: string;
  readonly isRoot: boolean;
  readonly openedMs: number;
  abortedMs: number | undefined;
  /** Whether somebody listens by `onStop` or `onAbort`. */
  isListenedTo = false;
  ears: SignalEar[] | undefined;
  readonly #subject: WeakRef<Tracked>;
  readonly #place: Place;
  readonly #isOfLife: boolean;
  #pathShape: string | undefined;

  /** It must be called while `opening.entry` is on the stack. */
  constructor({ subject, kind, entry, place, nowMs }: Opening) {
    this.kind = kind === "lifecycle" ? "scope" : kind;
    this.#isOfLife = kind === "lifecycle";
    this.isRoot = entry === Scope || !(subject instanceof Scope);
    this.openedMs = nowMs;
    this.path = subject instanceof Scope ? subject.path : subject.name;
    this.#subject = new WeakRef(subject);
    this.#place = subject.place ?? place ?? new Birthplace(entry);
    if (subject instanceof Scope && subject.isAborted) this.abortedMs = nowMs;
  }

  /** The thing itself, while it is a scope or a task that has not been collected. */
  get scope(): Scope | undefined {
    const subject = this.#subject.deref();
    return subject instanceof Scope ? subject : undefined;
  }

  /** Empty until it is settled. */
  get where(): string {
    return this.#place.text;
  }

  /** The same for all that have like names. */
  get pathShape(): string {
    return this.#pathShape ??= shapeOf(this.path);
  }

  /** Whether it may stay open for as long as the process lives. */
  get isLasting(): boolean {
    const subject = this.#subject.deref();
    if (subject instanceof Lease) return subject.kind === "longLived";
    return this.kind === "hook" || this.#isOfLife;
  }

  /** Whether it is a child that waits for its parent's word, such as an idle pool or group. */
  get isInUse(): boolean {
    const isChild = this.kind === "scope" && !this.isRoot;
    return isChild && this.isListenedTo && this.abortedMs === undefined;
  }

  /** Whether a signal was asked for, and nobody was seen listening to it. */
  get isUnheard(): boolean {
    return this.ears?.some(({ isHeard }) => !isHeard) === true;
  }

  get isSettled(): boolean {
    return !(this.#place instanceof Birthplace) || this.#place.isSettled;
  }

  /** Makes a text of the place, which until then may keep other things alive. */
  settle(): void {
    if (this.#place instanceof Birthplace) this.#place.settle();
  }

  shown(nowMs: number): OpenEntry {
    const status = this.scope?.lastStatus;
    return {
      kind: this.kind,
      path: this.path,
      isRoot: this.isRoot,
      ageMs: nowMs - this.openedMs,
      where: this.where,
      ...(status !== undefined && { status }),
      ...(this.abortedMs !== undefined && { abortedForMs: nowMs - this.abortedMs }),
    };
  }
}
