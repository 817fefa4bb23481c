import type { TaskOutcome } from "./outcome.ts";
import { isAbortError, type StopReason } from "./reason.ts";
import type { Scope } from "./scope.ts";

/** Work that a scope waits for. */
export interface Task<T> {
  /** Its own name. */
  readonly name: string;
  /** Its place in the tree. */
  readonly path: string;
  /** **Ends** when the task and all that it opened has ended. Never rejects. */
  readonly outcome: Promise<TaskOutcome<T>>;
}

/** Where the errors of a task go. */
export interface Failures {
  /** The task itself failed. */
  failed(error: unknown): void;
  /** Something below it failed, which was told when it happened. */
  inherited(error: unknown): void;
}

/** Runs `run` in `scope`, closes the scope when it ends, and reports a failure once. */
export function runTask<T>(
  scope: Scope,
  run: (scope: Scope) => T | PromiseLike<T>,
  failures: Failures,
): Task<T> {
  const { name, path } = scope;
  return { name, path, outcome: supervise(scope, run, failures) };
}

/** A task that was never run, since its scope had closed. */
export function refusedTask<T>(name: string, parent: string, reason: StopReason): Task<T> {
  const path = `${parent === "/" ? "" : parent}/${name}`;
  return { name, path, outcome: Promise.resolve({ end: "refused", reason }) };
}

/** Runs `run` in `scope` until it ends or the scope is aborted, and closes the scope. */
export async function runShielded<T>(
  scope: Scope,
  run: (scope: Scope) => T | PromiseLike<T>,
): Promise<T> {
  const cut = Promise.withResolvers<never>();
  const forget = scope.onAbort((reason) => cut.reject(reason));
  try {
    return await Promise.race([(async () => await run(scope))(), cut.promise]);
  } finally {
    forget();
    await scope.close();
  }
}

async function supervise<T>(
  scope: Scope,
  run: (scope: Scope) => T | PromiseLike<T>,
  { failed, inherited }: Failures,
): Promise<TaskOutcome<T>> {
  const outcome = await attempt(scope, run);
  if (outcome.end === "failed") failed(outcome.error);
  const closed = await scope.close("the task has ended");
  for (const error of closed.errors) inherited(error);
  return outcome;
}

async function attempt<T>(
  scope: Scope,
  run: (scope: Scope) => T | PromiseLike<T>,
): Promise<TaskOutcome<T>> {
  try {
    return { end: "done", value: await run(scope) };
  } catch (error) {
    const { reason } = scope;
    return reason !== undefined && obeys(error, reason)
      ? { end: "stopped", reason }
      : { end: "failed", error };
  }
}

/** An abort error that nobody asked for is a failure, however it is called. */
function obeys(error: unknown, reason: StopReason): boolean {
  if (error === reason || isAbortError(error)) return true;
  return error instanceof Error && error.cause === reason;
}
