import { badOption, QuiesceError } from "../check/mod.ts";
import { type Clock, type Place, type Scope, StopReason, type TaskOutcome } from "../core/mod.ts";
import type { GroupSpawnOptions } from "./group-options.ts";
import { RestartCounter } from "./restart-intensity.ts";
import { restartOf, type Supervision } from "./supervise.ts";
import { type SupervisedHost, type SupervisedSpawn, SupervisedTask } from "./supervised-task.ts";

/** What a supervisor needs of its group. */
export interface SupervisorHost {
  readonly scope: Scope;
  readonly clock: Clock;
  /** A task is about to be run for the first time. */
  started(): void;
  /** A run has failed, whether or not it is followed by another. */
  failed(path: string, error: unknown): void;
  /** A task is started again. */
  restarted(): void;
  /** A task has ended for good. */
  ended(task: SupervisedTask<unknown>, outcome: TaskOutcome<unknown>): void;
  /** The group must stop. */
  stop(reason: StopReason): void;
}

/** Starts the tasks of a group again when they end. */
export class Supervisor implements SupervisedHost {
  readonly scope: Scope;
  readonly clock: Clock;
  readonly #host: SupervisorHost;
  readonly #supervision: Supervision;
  readonly #counter: RestartCounter;
  readonly #tasks: Set<SupervisedTask<unknown>> = new Set();
  #significant = 0;
  #error: QuiesceError | undefined;

  constructor(host: SupervisorHost, supervision: Supervision) {
    this.#host = host;
    this.scope = host.scope;
    this.clock = host.clock;
    this.#supervision = supervision;
    this.#counter = new RestartCounter(supervision.intensity);
  }

  /** Why it gave up, if it did. */
  get error(): QuiesceError | undefined {
    return this.#error;
  }

  /** Those that have not ended for good, oldest first. */
  get tasks(): readonly SupervisedTask<unknown>[] {
    return [...this.#tasks];
  }

  spawn<T>(
    name: string,
    run: (scope: Scope) => T | PromiseLike<T>,
    options: GroupSpawnOptions & { readonly place: Place },
  ): SupervisedTask<T> {
    const task = new SupervisedTask({
      name,
      path: `${this.scope.path}/${name}`,
      startMs: this.clock.nowMs(),
      ...supervised(`spawn task "${name}"`, options, this.#supervision),
      run,
    }, this);
    this.#tasks.add(task as SupervisedTask<unknown>);
    if (task.spawned.isSignificant) this.#significant += 1;
    this.#host.started();
    task.start();
    return task;
  }

  runFailed({ path }: SupervisedTask<unknown>, error: unknown): void {
    this.#host.failed(path, error);
  }

  runRestarts(): void {
    this.#host.restarted();
  }

  runEnded(task: SupervisedTask<unknown>, outcome: TaskOutcome<unknown>): void {
    if (this.scope.isStopping || !isRestarted(task, outcome)) return this.#end(task, outcome);
    if (!this.#counter.allows(this.clock.nowMs())) return this.#giveUp(task, outcome);
    const { delayMs, intensity } = this.#supervision;
    task.startAfter(delayMs(task.restartInARow(intensity.periodMs)));
  }

  /** Ends those that wait for a restart, since there is none once the group stops. */
  stopping(): void {
    for (const task of this.#tasks) {
      const last = task.giveUpWaiting();
      if (last !== undefined) this.#end(task, last);
    }
  }

  #end(task: SupervisedTask<unknown>, outcome: TaskOutcome<unknown>): void {
    this.#tasks.delete(task);
    task.settle(outcome);
    if (task.spawned.isSignificant) this.#significantEnded(task, outcome);
    this.#host.ended(task, outcome);
  }

  #significantEnded(task: SupervisedTask<unknown>, outcome: TaskOutcome<unknown>): void {
    const { autoShutdown } = this.#supervision;
    this.#significant -= 1;
    // Whoever has stopped it has said when to abort.
    if (this.scope.isStopping) return;
    if (autoShutdown === "all" && this.#significant > 0) return;
    const options = outcome.end === "failed" ? { cause: outcome.error } : {};
    const message = `significant task "${task.path}" has ended`;
    this.#host.stop(new StopReason(message, { ...options, kind: "idle" }));
  }

  #giveUp(task: SupervisedTask<unknown>, outcome: TaskOutcome<unknown>): void {
    const { restarts, periodMs } = this.#supervision.intensity;
    const limit = `${restarts} ${restarts === 1 ? "restart" : "restarts"} within ${periodMs} ms`;
    const message = `Cannot restart task "${task.path}": its group may have ${limit}`;
    const options = outcome.end === "failed" ? { cause: outcome.error } : {};
    const error = this.#error = new QuiesceError("TOO_MANY_RESTARTS", message, options);
    this.#host.stop(new StopReason(message, { kind: "failure", cause: error }));
    this.#end(task, outcome);
  }
}

/** What is particular to one task. */
function supervised(
  action: string,
  { place, restart, significant = false }: GroupSpawnOptions & { readonly place: Place },
  supervision: Supervision,
): Pick<SupervisedSpawn<unknown>, "place" | "restart" | "isSignificant"> {
  const when = restartOf(action, restart ?? supervision.restart);
  const canCount = supervision.autoShutdown !== "never" && when !== "permanent";
  if (significant && !canCount) {
    const expected = 'false for a permanent task and without "autoShutdown"';
    throw badOption(action, "significant", expected, significant);
  }
  return { place, restart: when, isSignificant: significant };
}

function isRestarted(
  { spawned }: SupervisedTask<unknown>,
  outcome: TaskOutcome<unknown>,
): boolean {
  if (spawned.restart === "permanent") return true;
  return spawned.restart === "transient" && outcome.end === "failed";
}
