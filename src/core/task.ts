import type { TaskOutcome, Unstopped } from "./outcome.ts";
import type { Place } from "./place.ts";
import { isAbortError, type StopReason } from "./reason.ts";
import type { Scope } from "./scope.ts";

/** Most tasks return nothing, so they need no outcome of their own. */
const DONE: TaskOutcome<undefined> = Object.freeze({ end: "done", value: undefined });

/** Work that a scope waits for. */
export interface Task<T> {
  /** Its own name. */
  readonly name: string;
  /** Its place in the tree. */
  readonly path: string;
  /** **Ends** when the task and all that it opened has ended. Never rejects. */
  readonly outcome: Promise<TaskOutcome<T>>;
  /** The same, once it has ended. */
  readonly ended: TaskOutcome<T> | undefined;
  /** When it was spawned, on the clock of its scope. */
  readonly startMs: number;
  /** Where it was spawned, or an empty string where nobody noted it. */
  readonly where: string;
  /** What it said last by `scope.status()`. */
  readonly lastStatus: string | undefined;
}

/** What a spawn may be given. Kept as it is, so that many tasks can share one; do not change it. */
export interface SpawnOptions<T = unknown> {
  /** Where it was spawned. Default: taken from the stack, which costs a microsecond or more. */
  readonly place?: Place | undefined;
  /** When it was spawned, on the clock of the scope. Default: read from it. */
  readonly startMs?: number;
  /**
   * Is called as soon as the task has thrown, before what it opened has ended, and takes the error:
   * it becomes none of the scope. It must not throw.
   */
  readonly failed?: (task: Task<T>, error: unknown) => void;
  /** Is called when the task has ended, before its `outcome` settles. It must not throw. */
  readonly ended?: (task: Task<T>, outcome: TaskOutcome<T>) => void;
}

/** What a task is made with. */
export interface Birth<T> extends SpawnOptions<T> {
  readonly startMs: number;
}

/** Whether the caller has read the clock. */
export function hasTime<T>(options: SpawnOptions<T> | undefined): options is Birth<T> {
  return options?.startMs !== undefined;
}

/**
 * A task of a scope.
 *
 * Small on purpose, since there may be a hundred thousand: what most callers never ask for is made
 * when it is asked for, and what tasks have in common they share.
 */
export class ScopeTask<T> implements Task<T> {
  readonly #scope: Scope;
  readonly #birth: Birth<T>;
  /** How it ended or, until then, the promise of it if somebody has asked. */
  #end: TaskOutcome<T> | PromiseWithResolvers<TaskOutcome<T>> | undefined;

  constructor(scope: Scope, birth: Birth<T>) {
    this.#scope = scope;
    this.#birth = birth;
    this.#end = undefined;
  }

  get name(): string {
    return this.#scope.name;
  }

  get path(): string {
    return this.#scope.path;
  }

  get startMs(): number {
    return this.#birth.startMs;
  }

  get where(): string {
    return this.#birth.place?.text ?? "";
  }

  get lastStatus(): string | undefined {
    return this.#scope.lastStatus;
  }

  get ended(): TaskOutcome<T> | undefined {
    return this.#end !== undefined && "end" in this.#end ? this.#end : undefined;
  }

  get outcome(): Promise<TaskOutcome<T>> {
    const end = this.#end ??= Promise.withResolvers();
    return "end" in end ? Promise.resolve(end) : end.promise;
  }

  /** Hands a failure to whoever asked for it. */
  hands(error: unknown): boolean {
    this.#birth.failed?.(this, error);
    return this.#birth.failed !== undefined;
  }

  settle(outcome: TaskOutcome<T>): void {
    const waiting = this.#end;
    this.#end = outcome;
    this.#birth.ended?.(this, outcome);
    if (waiting !== undefined && "promise" in waiting) waiting.resolve(outcome);
  }
}

/** A task that was never run, since its scope had closed. */
export function refusedTask<T>(
  name: string,
  parent: string,
  reason: StopReason,
  startMs: number,
): Task<T> {
  const path = `${parent === "/" ? "" : parent}/${name}`;
  const ended: TaskOutcome<T> = { end: "refused", reason };
  const outcome = Promise.resolve(ended);
  return { name, path, outcome, ended, startMs, where: "", lastStatus: undefined };
}

/** How a task ended that returned `value`. */
export function doneWith<T>(value: T): TaskOutcome<T> {
  return value === undefined ? DONE as TaskOutcome<T> : { end: "done", value };
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

/** A scope or a task that has not ended, as plain data. */
export function unstopped(scope: Scope, task: Task<unknown> | undefined, nowMs: number): Unstopped {
  const status = scope.lastStatus;
  return {
    path: scope.path,
    kind: task ? "task" : "scope",
    ageMs: task && Math.round(nowMs - task.startMs),
    where: task?.where ?? "",
    ...(status !== undefined && { status }),
  };
}

/** How a task ended that threw `error` when it was asked to stop by `reason`, if it was. */
export function outcomeOf<T>(error: unknown, reason: StopReason | undefined): TaskOutcome<T> {
  return reason !== undefined && obeys(error, reason)
    ? { end: "stopped", reason }
    : { end: "failed", error };
}

/** An abort error that nobody asked for is a failure, however it is called. */
function obeys(error: unknown, reason: StopReason): boolean {
  if (error === reason || isAbortError(error)) return true;
  return error instanceof Error && error.cause === reason;
}
