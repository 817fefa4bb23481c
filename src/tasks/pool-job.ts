/*
 * Invariants
 * 1. A job is settled once; what comes later is not heard.
 * 2. Until somebody looks into a job, or tracks what is open, it is this object and nothing more.
 *    From then on it is also a task of the pool's scope, which hears how the work went and says when
 *    all else has ended.
 * 3. A job whose time is up keeps its task and its worker until its work has ended.
 */
import {
  type Cleanup,
  currentTracker,
  type Place,
  type Release,
  type Scope,
  StopReason,
  type Task,
  type TaskOutcome,
} from "../core/mod.ts";
import type { Job, JobHandle, JobId, JobOutcome, RunningJob } from "./job.ts";

/** Most jobs return nothing, so they need no outcome of their own. */
const DONE: JobOutcome<undefined> = Object.freeze({ end: "done", value: undefined });

/** What all jobs of a pool share. */
export interface JobHost<In, Out> {
  readonly scope: Scope;
  readonly place: Place;
  readonly jobTimeoutMs: number;
  /** Is told when a job that was taken has ended, or was given up. */
  settled(job: PoolJob<In, Out>, outcome: JobOutcome<Out>): void;
}

/** What most jobs do without. */
interface Extra<Out> {
  readonly priority: number;
  readonly timeoutMs: number;
  opened?: Opened<Out>;
  disarm?: Release;
  timeUp?: StopReason;
}

/** What a job has into which somebody looked. */
interface Opened<Out> {
  readonly scope: Scope;
  readonly task: Task<Out>;
  readonly work: PromiseWithResolvers<Out>;
}

/** A job, as its pool has it. Small, since there may be a hundred thousand. */
export class PoolJob<In, Out> implements Job, JobHandle<Out> {
  readonly id: JobId;
  readonly input: In;
  readonly #host: JobHost<In, Out>;
  #extra: Extra<Out> | undefined;
  /** When it began, if it has. */
  #startMs: number | undefined;
  /** How it ended or, until then, the promise of it if somebody has asked. */
  #end: JobOutcome<Out> | PromiseWithResolvers<JobOutcome<Out>> | undefined;

  constructor(host: JobHost<In, Out>, input: In, id: JobId) {
    this.id = id;
    this.input = input;
    this.#host = host;
    this.#extra = undefined;
    this.#startMs = undefined;
    this.#end = undefined;
  }

  get ended(): JobOutcome<Out> | undefined {
    return this.#end !== undefined && "end" in this.#end ? this.#end : undefined;
  }

  get outcome(): Promise<JobOutcome<Out>> {
    const end = this.#end ??= Promise.withResolvers();
    return "end" in end ? Promise.resolve(end) : end.promise;
  }

  get state(): "queued" | "running" {
    return this.#startMs === undefined ? "queued" : "running";
  }

  get priority(): number {
    return this.#extra === undefined ? 0 : this.#extra.priority;
  }

  get scope(): Scope {
    const opened = this.#extra?.opened;
    if (opened === undefined && this.ended) return closedScope(this.#host.scope, this.#name);
    return (opened ?? this.#open()).scope;
  }

  get signal(): AbortSignal {
    return this.scope.signal;
  }

  get stopping(): AbortSignal {
    return this.scope.stopping;
  }

  get isStopping(): boolean {
    return (this.#extra?.opened ?? this.#host).scope.isStopping;
  }

  get isAborted(): boolean {
    return (this.#extra?.opened ?? this.#host).scope.isAborted;
  }

  get reason(): StopReason | undefined {
    return (this.#extra?.opened ?? this.#host).scope.reason;
  }

  defer(cleanup: Cleanup): Release {
    return this.scope.defer(cleanup);
  }

  status(text: string): void {
    this.scope.status(text);
  }

  /** Gives it what most jobs do without. */
  rank(priority: number, timeoutMs: number = this.#host.jobTimeoutMs): void {
    this.#extra = { priority, timeoutMs };
  }

  /** Its time begins. */
  begin(nowMs: number): void {
    this.#startMs = nowMs;
    const { jobTimeoutMs } = this.#host;
    const timeoutMs = this.#extra === undefined ? jobTimeoutMs : this.#extra.timeoutMs;
    if (timeoutMs !== Infinity) this.#after(timeoutMs, () => this.#expire(timeoutMs));
  }

  /** Calls its work, so that whoever tracks what is open knows whose it is. */
  call<R>(run: (input: In, job: Job) => R): R {
    const tracker = currentTracker();
    if (tracker === undefined) return run(this.input, this);
    const { scope } = this.#open();
    return tracker.call ? tracker.call(scope, () => run(this.input, this)) : run(this.input, this);
  }

  /** What it looks like from outside. */
  snapshot(nowMs: number): RunningJob<In> {
    const { id, input } = this;
    const status = this.#extra?.opened?.scope.lastStatus;
    const ageMs = Math.round(nowMs - (this.#startMs ?? nowMs));
    return { id, input, ageMs, ...(status !== undefined && { status }) };
  }

  /** Lets it be seen below the scope of the pool. */
  show(): void {
    this.#open();
  }

  /** Its work has returned. The result, if there is one, says when all else has ended. */
  succeed(value: Out): Promise<void> | undefined {
    const opened = this.#extra?.opened;
    if (opened !== undefined) {
      opened.work.resolve(value);
      return this.#close(opened);
    }
    this.#extra?.disarm?.();
    this.settle(value === undefined ? DONE as JobOutcome<Out> : { end: "done", value });
    return undefined;
  }

  /** Its work has thrown. **Ends** when all else of it has ended. Never rejects. */
  fail(error: unknown): Promise<void> {
    // The core says whether this obeys a stop and, if not, tells who has to know.
    const opened = this.#open();
    opened.work.reject(error);
    return this.#close(opened);
  }

  /** Ends it without waiting any longer. */
  giveUp(): void {
    const { timeUp } = this.#need();
    const reason = timeUp ?? reasonOf(this.scope);
    this.settle({ end: timeUp ? "timed-out" : "handed-back", reason, acknowledged: false });
  }

  /** Says how it ended, the first time. */
  settle(outcome: JobOutcome<Out>): void {
    const waiting = this.#end;
    if (waiting !== undefined && "end" in waiting) return;
    this.#end = outcome;
    if (outcome.end !== "refused") this.#host.settled(this, outcome);
    if (waiting !== undefined) waiting.resolve(outcome);
  }

  async #close({ task, scope }: Opened<Out>): Promise<void> {
    const outcome = await task.outcome;
    this.#need().disarm?.();
    this.settle(this.#judge(outcome, scope));
  }

  #judge(outcome: TaskOutcome<Out>, scope: Scope): JobOutcome<Out> {
    const { timeUp } = this.#need();
    if (timeUp) return { end: "timed-out", reason: timeUp, acknowledged: true };
    if (outcome.end === "done" || outcome.end === "failed") return outcome;
    return { end: "handed-back", reason: reasonOf(scope), acknowledged: true };
  }

  #expire(timeoutMs: number): void {
    const { scope } = this.#open();
    if (scope.isAborted) return;
    const message = `job "${scope.path}" ran for more than ${timeoutMs} ms`;
    const reason = this.#need().timeUp = new StopReason(message, { kind: "deadline" });
    this.#after(scope.unwindMs, () => this.giveUp());
    scope.abort(reason);
  }

  #after(delayMs: number, run: () => void): void {
    this.#need().disarm = this.#host.scope.clock.after(delayMs, run);
  }

  #need(): Extra<Out> {
    return this.#extra ??= { priority: 0, timeoutMs: this.#host.jobTimeoutMs };
  }

  #open(): Opened<Out> {
    return this.#need().opened ??= openJob(this.#host, this.#name, this.#startMs);
  }

  /** A number alone would say nothing in a tree. */
  get #name(): string {
    return typeof this.id === "number" ? `job-${this.id}` : this.id;
  }
}

/** Why a scope ends that is stopping or closed. */
export function reasonOf(scope: Scope): StopReason {
  return scope.reason ?? new StopReason(`scope "${scope.path}" is closed`);
}

/** What somebody finds who looks into a job that is over. */
function closedScope(pool: Scope, name: string): Scope {
  const scope = pool.child(name);
  scope.abort("the job has ended");
  void scope.close();
  return scope;
}

/** Makes a task below the scope of the pool, which ends when its work is settled. */
function openJob<Out>(
  host: Pick<JobHost<unknown, Out>, "scope" | "place">,
  name: string,
  startMs = host.scope.clock.nowMs(),
): Opened<Out> {
  const work = Promise.withResolvers<Out>();
  let scope: Scope | undefined;
  const run = (own: Scope): Promise<Out> => {
    scope = own;
    return work.promise;
  };
  const task = host.scope.spawn(name, run, { startMs, place: host.place });
  return { scope: scope ?? host.scope.child(name), task, work };
}
