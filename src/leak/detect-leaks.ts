import { aFunction, nonNegative, positive, wholeNumber } from "../check/mod.ts";
import type { Clock } from "../core/mod.ts";
import { LeakDetector } from "./detector.ts";
import type { OpenEntry } from "./open-entry.ts";

/** What {@linkcode detectLeaks} may be given. */
export interface LeakOptions {
  /** From this age on what nobody uses is a leak. The age counts from the opening. Default: 60000. */
  readonly maxAgeMs?: number;
  /** From this age on a task is overdue. Default: `Infinity`, since workers live long. */
  readonly maxTaskAgeMs?: number;
  /** A task that goes on for this long after its abort is deaf. Default: 5000. */
  readonly ignoreAbortMs?: number;
  /** From this number of one shape on, growth from look to look is a leak. Default: 1000. */
  readonly mostSiblings?: number;
  /** How often it looks by itself. Keeps no process alive. Default: 10000. */
  readonly intervalMs?: number;
  /** The share of what is opened that is noted, 0 to 1. Default: 1. At 0 nothing is watched. */
  readonly sample?: number;
  /** Whether each stop and abort is followed to its last listener. Default: `false`. */
  readonly trace?: boolean;
  /** Says what is not a leak, such as a scope that lives as long as the process. */
  readonly ignore?: (entry: OpenEntry) => boolean;
  /** Default: the clock of the platform. */
  readonly clock?: Clock;
  /** Draws what is noted: 0 or more, below 1. Default: `Math.random`. */
  readonly random?: () => number;
}

/**
 * Looks out for what is opened and not closed, and for who does not obey, from now on.
 *
 * It judges scopes, tasks and leases by their age, their use and the aborts that they ignore, follows
 * how many of a kind are open, and is told by the garbage collector what was dropped. It closes
 * nothing and keeps nothing alive: it is a help for people and tests. The root of a `Lifecycle`,
 * hooks and long-lived leases may live as long as they like. So may a scope in use, and what is above
 * it: one in which a task is at work, and a child with a listener by `onStop` or `onAbort` that was
 * not aborted, such as an idle `Pool` or `Group`. A pool without an owner is a root scope; close it,
 * or give it an owner.
 *
 * **Again**: each call makes a detector of its own. **Yours**: release it. In a minified bundle the
 * root of a lifecycle is not told from other scopes; let `ignore` name it.
 *
 * **Runtimes**: a listener that the runtime itself attaches is not seen everywhere, so that `unheard`
 * is a suspicion: `AbortSignal.any` is not seen on Node.js 26, Deno and Bun, `fetch` not on Deno and
 * Bun. The text of the leak says what cannot be seen.
 *
 * @throws {QuiesceError} `BAD_OPTION` when an option is not what its type and unit ask for
 * @throws {QuiesceError} `WRONG_STATE` while a tracker of somebody else is installed
 *
 * @example Find a scope that nobody closes
 * ```ts
 * import { Scope } from "quiesce";
 * import { detectLeaks } from "quiesce/leak";
 * import { handClock } from "quiesce/testing";
 *
 * const clock = handClock();
 * const detector = detectLeaks({ maxAgeMs: 60_000, clock });
 * const found: string[] = [];
 * detector.on("leak.found", ({ problem, path }) => found.push(`${problem} ${path}`));
 *
 * const orders = new Scope("orders");
 * await clock.advance(70_000);
 * console.assert(found.join() === "unclosed /orders");
 *
 * await orders.close();
 * console.assert(detector.leaks().length === 0);
 * detector.release();
 * ```
 */
export function detectLeaks(options: LeakOptions = {}): LeakDetector {
  const action = "detect leaks";
  const {
    maxAgeMs = 60_000,
    maxTaskAgeMs = Infinity,
    ignoreAbortMs = 5_000,
    mostSiblings = 1_000,
    intervalMs = 10_000,
    trace = false,
    ignore = ignoreNothing,
  } = options;
  return new LeakDetector({
    ...options,
    maxAgeMs: nonNegative(action, "maxAgeMs", maxAgeMs),
    maxTaskAgeMs: nonNegative(action, "maxTaskAgeMs", maxTaskAgeMs),
    ignoreAbortMs: nonNegative(action, "ignoreAbortMs", ignoreAbortMs),
    mostSiblings: wholeNumber(action, "mostSiblings", mostSiblings, 1),
    intervalMs: positive(action, "intervalMs", intervalMs),
    trace,
    ignore: aFunction(action, "ignore", ignore),
  });
}

function ignoreNothing(): boolean {
  return false;
}
