import { ALREADY_DONE } from "./closing.ts";
import type { TaskOutcome, Unstopped } from "./outcome.ts";
import type { Place } from "./place.ts";
import { isAbortError, StopReason } from "./reason.ts";
import type { Scope } from "./scope.ts";
import type { Extra } from "./scope-extra.ts";
import { isThenable } from "./thenable.ts";
import { tracker } from "./tracker.ts";

/** Most tasks return nothing, so they need no outcome of their own. */
const DONE: TaskOutcome<undefined> = Object.freeze({ end: "done", value: undefined });

/** Finds what belongs to the parent of a scope, which tells how. To keep it costs each task a word. */
export const owners: { of(scope: Scope): Extra | undefined } = { of: () => undefined };

/** One for all: an error of its own for each task costs more than the task. */
export const TASK_ENDED: StopReason = new StopReason("the task has ended");

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
   * it becomes none of the scope, though its observer is told. It must not throw.
   */
  readonly failed?: (task: Task<T>, error: unknown) => void;
  /** Is called when the task has ended, before its `outcome` settles. It must not throw. */
  readonly ended?: (task: Task<T>, outcome: TaskOutcome<T>) => void;
}

/** What a task is made with. */
export interface Birth<T> extends SpawnOptions<T> {
  readonly startMs: number;
}

/** Adds the time to what a task is spawned with, unless the caller has read the clock. */
export function bornNow<T>(scope: Scope, options: SpawnOptions<T>): Birth<T> {
  return hasTime(options) ? options : { ...options, startMs: scope.clock.nowMs() };
}

function hasTime<T>(options: SpawnOptions<T>): options is Birth<T> {
  return options.startMs !== undefined;
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

  /** Calls `run`, closes the scope when it has ended, and settles when that has closed. */
  run(run: (scope: Scope) => T | PromiseLike<T>): void {
    const threw = (error: unknown): void =>
      ScopeTask.#left(this, outcomeOf(error, this.#scope.reason));
    try {
      const result = tracker?.call ? tracked(this.#scope, run) : run(this.#scope);
      if (!isThenable(result)) return ScopeTask.#left(this, doneWith(result));
      Promise.resolve(result).then((value) => ScopeTask.#left(this, doneWith(value)), threw);
    } catch (error) {
      threw(error);
    }
  }

  /** Static, as those below: a private method of its own costs each task a word. */
  static #left<T>(task: ScopeTask<T>, outcome: TaskOutcome<T>): void {
    if (outcome.end === "failed") ScopeTask.#failed(task, outcome.error);
    const closing = task.#scope.close(TASK_ENDED);
    if (closing === ALREADY_DONE) return ScopeTask.#settle(task, outcome);
    void closing.then(({ errors }) => {
      for (const error of errors) owners.of(task.#scope)?.fail(error);
      ScopeTask.#settle(task, outcome);
    });
  }

  static #failed<T>(task: ScopeTask<T>, error: unknown): void {
    const { failed } = task.#birth;
    failed?.(task, error);
    owners.of(task.#scope)?.taskFailed(task.#scope, error, failed !== undefined);
  }

  static #settle<T>(task: ScopeTask<T>, outcome: TaskOutcome<T>): void {
    const waiting = task.#end;
    task.#end = outcome;
    task.#birth.ended?.(task, outcome);
    if (waiting !== undefined && "promise" in waiting) waiting.resolve(outcome);
  }
}

/** A function of its own, since a closure here costs each task an object more. */
function tracked<R>(scope: Scope, run: (scope: Scope) => R): R {
  return tracker?.call ? tracker.call(scope, () => run(scope)) : run(scope);
}

/** How a task ended that returned `value`. */
function doneWith<T>(value: T): TaskOutcome<T> {
  return value === undefined ? DONE as TaskOutcome<T> : { end: "done", value };
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
function outcomeOf<T>(error: unknown, reason: StopReason | undefined): TaskOutcome<T> {
  return reason !== undefined && obeys(error, reason)
    ? { end: "stopped", reason }
    : { end: "failed", error };
}

/** An abort error that nobody asked for is a failure, however it is called. */
function obeys(error: unknown, reason: StopReason): boolean {
  if (error === reason || isAbortError(error)) return true;
  return error instanceof Error && error.cause === reason;
}
