import type { Scope } from "../core/mod.ts";
import { obeys } from "./abort-error.ts";
import { type AbortSource, isAborted, isScope, reasonOf } from "./abort-source.ts";

/** Where errors go that come when nobody waits any more. */
export interface LateOptions {
  /**
   * Is told what the work throws after it was left behind, unless that only obeys the abort. It
   * must not throw. Default: a scope reports it like the failure of a task; with a bare signal
   * nobody hears of it.
   */
  readonly lateFailed?: (error: unknown) => void;
}

/** Makes the function that is told of late errors. */
export function lateTeller(
  source: AbortSource | undefined,
  { lateFailed }: LateOptions,
): (error: unknown) => void {
  return (error) => {
    const reason = source !== undefined && isAborted(source) ? reasonOf(source) : undefined;
    if (obeys(error, reason)) return;
    if (lateFailed !== undefined) lateFailed(error);
    else if (source !== undefined && isScope(source)) fail(source, error);
  };
}

/** A failing task is the public way to put an error into the outcome of a scope. */
function fail(scope: Scope, error: unknown): void {
  scope.spawn("left behind", () => Promise.reject(error));
}
