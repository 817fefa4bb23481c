import type { Clock, Place, Release, Scope, Task, TaskOutcome } from "../core/mod.ts";
import type { GroupTask } from "./group-options.ts";
import type { Restart } from "./supervise.ts";

/** What a supervised task is made of. */
export interface SupervisedSpawn<T> {
  readonly name: string;
  readonly path: string;
  readonly place: Place;
  readonly startMs: number;
  readonly restart: Restart;
  readonly isSignificant: boolean;
  run(scope: Scope): T | PromiseLike<T>;
}

/** What a supervised task needs of its group. */
export interface SupervisedHost {
  readonly scope: Scope;
  readonly clock: Clock;
  /** One run has failed, and may have something left to end. */
  runFailed(task: SupervisedTask<unknown>, error: unknown): void;
  /** A run begins that is not the first. */
  runRestarts(): void;
  /** One run has ended. */
  runEnded(task: SupervisedTask<unknown>, outcome: TaskOutcome<unknown>): void;
}

/** One handle for all runs of a task. It ends with the last of them. */
export class SupervisedTask<T> implements GroupTask<T> {
  readonly spawned: SupervisedSpawn<T>;
  readonly #host: SupervisedHost;
  readonly #outcome: PromiseWithResolvers<TaskOutcome<T>> = Promise.withResolvers();
  #ended: TaskOutcome<T> | undefined;
  #run: Task<T> | undefined;
  #runStartMs = 0;
  #attempts = 0;
  #restartsInARow = 0;
  #last: TaskOutcome<T> | undefined;
  #wait: Release | undefined;

  constructor(spawned: SupervisedSpawn<T>, host: SupervisedHost) {
    this.spawned = spawned;
    this.#host = host;
  }

  get name(): string {
    return this.spawned.name;
  }

  get path(): string {
    return this.spawned.path;
  }

  get startMs(): number {
    return this.spawned.startMs;
  }

  get where(): string {
    return this.spawned.place.text;
  }

  get lastStatus(): string | undefined {
    return this.#run?.lastStatus;
  }

  get ended(): TaskOutcome<T> | undefined {
    return this.#ended;
  }

  get outcome(): Promise<TaskOutcome<T>> {
    return this.#outcome.promise;
  }

  get attempts(): number {
    return this.#attempts;
  }

  /** Runs it once. */
  start(): void {
    const { scope, clock } = this.#host;
    const { name, run, place } = this.spawned;
    this.#attempts += 1;
    this.#wait = undefined;
    this.#runStartMs = clock.nowMs();
    this.#run = scope.spawn(name, run, {
      place,
      startMs: this.#runStartMs,
      failed: (_task, error) => this.#host.runFailed(this as SupervisedTask<unknown>, error),
      ended: (_task, outcome) => {
        this.#last = outcome;
        this.#host.runEnded(this as SupervisedTask<unknown>, outcome);
      },
    });
  }

  /** Counts one more restart in a row, unless the last run has lasted for `periodMs`. */
  restartInARow(periodMs: number): number {
    const hasLasted = this.#host.clock.nowMs() - this.#runStartMs >= periodMs;
    this.#restartsInARow = hasLasted ? 1 : this.#restartsInARow + 1;
    return this.#restartsInARow;
  }

  /** Never at once: what always fails at once must not keep the event loop from turning. */
  startAfter(delayMs: number): void {
    this.#wait = this.#host.clock.after(delayMs, () => {
      this.#host.runRestarts();
      this.start();
    });
  }

  /** Ends the wait for a restart. Returns how the last run ended, if there was such a wait. */
  giveUpWaiting(): TaskOutcome<T> | undefined {
    if (this.#wait === undefined) return undefined;
    this.#wait();
    this.#wait = undefined;
    return this.#last;
  }

  settle(outcome: TaskOutcome<T>): void {
    this.#ended = outcome;
    this.#outcome.resolve(outcome);
  }
}
