import type { TaskOutcome, Unstopped } from "./outcome.ts";
import type { Place } from "./place.ts";
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
  /** The same, once it has ended. */
  readonly ended: TaskOutcome<T> | undefined;
  /** When it was spawned, on the clock of its scope. */
  readonly startMs: number;
  /** Where it was spawned, or an empty string where nobody noted it. */
  readonly where: string;
  /** What it said last by `scope.status()`. */
  readonly lastStatus: string | undefined;
}

/** What a spawn may be given. */
export interface SpawnOptions<T = unknown> {
  /** Where it was spawned. Default: taken from the stack, which costs a microsecond or more. */
  readonly place?: Place;
  /** When it was spawned, on the clock of the scope. Default: read from it. */
  readonly startMs?: number;
  /** Is called when the task has ended, before its `outcome` settles. It must not throw. */
  readonly ended?: (task: Task<T>, outcome: TaskOutcome<T>) => void;
}

/** A task of a scope. What most callers never ask for is made when it is asked for. */
export class ScopeTask<T> implements Task<T> {
  readonly startMs: number;
  readonly #scope: Scope;
  readonly #place: Place | undefined;
  readonly #listener: SpawnOptions<T>["ended"];
  #ended: TaskOutcome<T> | undefined;
  #outcome: PromiseWithResolvers<TaskOutcome<T>> | undefined;

  constructor(scope: Scope, startMs: number, { place, ended }: SpawnOptions<T>) {
    this.#scope = scope;
    this.startMs = startMs;
    this.#place = place;
    this.#listener = ended;
    this.#ended = undefined;
    this.#outcome = undefined;
  }

  get name(): string {
    return this.#scope.name;
  }

  get path(): string {
    return this.#scope.path;
  }

  get where(): string {
    return this.#place?.text ?? "";
  }

  get lastStatus(): string | undefined {
    return this.#scope.lastStatus;
  }

  get ended(): TaskOutcome<T> | undefined {
    return this.#ended;
  }

  get outcome(): Promise<TaskOutcome<T>> {
    if (this.#outcome === undefined) {
      this.#outcome = Promise.withResolvers();
      if (this.#ended !== undefined) this.#outcome.resolve(this.#ended);
    }
    return this.#outcome.promise;
  }

  settle(outcome: TaskOutcome<T>): void {
    this.#ended = outcome;
    this.#listener?.(this, outcome);
    this.#outcome?.resolve(outcome);
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
