import { QuiesceError } from "../check/mod.ts";
import type { Unstopped } from "./outcome.ts";
import type { Place } from "./place.ts";
import type { StopReason } from "./reason.ts";
import { type Release, release } from "./release.ts";
import type { Scope } from "./scope.ts";

/** One scope that a stop or an abort has marked. */
export interface Reached {
  /** The scope. */
  readonly scope: Scope;
  /** How far below the origin it is. */
  readonly hops: number;
  /** Whether somebody listens there. */
  readonly listens: boolean;
}

/** A stop or an abort, when all below its origin are marked and nobody has been told yet. */
export interface Cancellation {
  /** Where it began. */
  readonly origin: Scope;
  /** Why. */
  readonly reason: StopReason;
  /** Whether it was an abort. */
  readonly isAbort: boolean;
  /** Everybody whom it marked, the origin first. */
  readonly reached: readonly Reached[];
}

/** What was opened; the root scope of a `Lifecycle` is a `lifecycle`. */
export type TrackedKind = Unstopped["kind"] | "lifecycle";

/** What a tracker is told of. */
export interface Tracked {
  /** What it is called. A scope has a `path` besides. */
  readonly name: string;
  /** Where it was registered: hooks know. */
  readonly place?: Place;
}

/** Is told what is opened, closed and cancelled in the whole process. It must not throw. */
export interface Tracker {
  /**
   * Something was opened: a `Scope`, a `Lease`, or a hook that was registered. The caller of `entry`,
   * a public function that is on the stack, is the place of creation unless one was given; a hook has
   * its own `place`.
   */
  opened(subject: Tracked, kind: TrackedKind, entry?: unknown, place?: Place): void;
  /** It has ended, or was taken back. Also called for what was opened before the tracker came. */
  closed(subject: Tracked): void;
  /** A signal of `scope` was made, since somebody read it for the first time. */
  signalMade(scope: Scope, signal: AbortSignal): void;
  /** Somebody listens to `scope` by `onStop` or `onAbort`. */
  listened(scope: Scope): void;
  /** A stop or an abort is about to be told. */
  cancelling(cancellation: Cancellation): void;
  /** The listeners of `scope` have been called. */
  told(scope: Scope, reason: StopReason): void;
  /** What it knows, for people: the dump that a signal asks for shows it. */
  lines?(): readonly string[];
  /** Calls the function of a task, so that what it starts can be known as its own. */
  call?<T>(scope: Scope, run: () => T): T;
  /** A long loop has passed a checkpoint that belongs to `scope`. */
  passed(scope: Scope): void;
}

/** Read by all who open something; a test of a variable is all that it costs while nobody tracks. */
export let tracker: Tracker | undefined;

/**
 * Tells `observer` of everything that is opened, closed and cancelled from now on, until released.
 *
 * Meant for registries such as the one behind `quiesce/leak`. Everything that is tracked costs what
 * the tracker does with it.
 *
 * @throws {QuiesceError} `WRONG_STATE` while there is another
 *
 * @example Count what is open
 * ```ts
 * import { Scope, track, type Tracker } from "quiesce";
 *
 * let open = 0;
 * const nothing = (): void => {};
 * const counter: Tracker = {
 *   opened: () => open += 1,
 *   closed: () => open -= 1,
 *   signalMade: nothing,
 *   listened: nothing,
 *   cancelling: nothing,
 *   told: nothing,
 *   passed: nothing,
 * };
 * const untrack = track(counter);
 * const scope = new Scope("jobs");
 * console.assert(open === 1);
 * await scope.close();
 * console.assert(open === 0);
 * untrack();
 * ```
 */
export function track(observer: Tracker): Release {
  if (tracker !== undefined) {
    throw new QuiesceError("WRONG_STATE", "Cannot track: another tracker is installed");
  }
  tracker = observer;
  return release(() => {
    if (tracker === observer) tracker = undefined;
  });
}

/**
 * The tracker, if there is one, for code outside the core that has something to tell it.
 *
 * @example Tell it that a loop goes on
 * ```ts
 * import { currentTracker, Scope } from "quiesce";
 *
 * const scope = new Scope("import");
 * for (let row = 0; row < 3; row += 1) currentTracker()?.passed(scope);
 * console.assert(currentTracker() === undefined);
 * ```
 */
export function currentTracker(): Tracker | undefined {
  return tracker;
}
