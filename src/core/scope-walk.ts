import type { Scope } from "./scope.ts";

/** Whom a cancellation passes by, has to tell, and has marked if somebody asks. */
export interface Walk {
  readonly passed: number;
  readonly due: Scope[];
  readonly marked: Scope[] | undefined;
}

/** Visits a scope and all below it, parents first; scopes tell how. */
export const walks: { through(scope: Scope, enter: (node: Scope) => boolean): void } = {
  through: () => {},
};

/** How many scopes and tasks have not ended, by what they were told. */
export interface ScopeCensus {
  /** Neither asked to stop nor told to. */
  readonly open: number;
  /** Asked to stop. */
  readonly stopping: number;
  /** Told to stop now. */
  readonly aborted: number;
}

/**
 * Counts what has not ended below `scope`, by what it was told. Unlike `scope.open()`, it makes
 * nothing per scope, so that it can be asked every few seconds of a large tree.
 *
 * @example Count tasks that do not obey
 * ```ts
 * import { Scope, scopeCensus } from "quiesce";
 *
 * const jobs = new Scope("jobs");
 * jobs.spawn("deaf", () => new Promise(() => {}));
 * console.assert(scopeCensus(jobs).open === 1);
 * jobs.stop();
 * console.assert(scopeCensus(jobs).stopping === 1);
 * ```
 */
export function scopeCensus(scope: Scope): ScopeCensus {
  const census = { open: 0, stopping: 0, aborted: 0 };
  walks.through(scope, (node) => {
    if (node !== scope) census[stateOf(node)] += 1;
    return true;
  });
  return census;
}

function stateOf(scope: Scope): keyof ScopeCensus {
  if (scope.isAborted) return "aborted";
  return scope.isStopping ? "stopping" : "open";
}
