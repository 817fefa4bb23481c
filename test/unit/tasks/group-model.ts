import type { GroupCounts } from "../../../src/tasks/mod.ts";

export interface ModelOptions {
  readonly policy: "cancel" | "collect" | "isolate" | "permanent" | "transient" | "temporary";
  readonly unwindMs: number;
  readonly restarts: number;
  readonly periodMs: number;
  readonly delayMs: number;
  readonly stopTimeoutMs: number;
  readonly timeoutMs: number;
}

type End = "done" | "failed" | "stopped";

/** What the model knows of a task. */
export interface ModelTask {
  readonly path: string;
  readonly work: string;
  end: End | "refused" | undefined;
  attempts: number | undefined;
  endedMs: number | undefined;
  /** How its run has settled, which nobody has noticed yet. */
  settled: End | undefined;
  /** Whether it waits for a restart, after a run that ended so. */
  waits: End | undefined;
}

interface ModelOutcome {
  readonly end: string;
  readonly reason: string | undefined;
  readonly blamed: unknown;
  readonly failures: readonly string[];
  readonly counts: GroupCounts;
  readonly unstopped: readonly string[];
}

/** A group as a person would do it by hand: lists, and one step after the other. */
export class GroupModel {
  readonly #options: ModelOptions;
  readonly #counts = { done: 0, failed: 0, stopped: 0, refused: 0, restarts: 0 };
  readonly #failures: string[] = [];
  readonly #tasks: ModelTask[] = [];
  /** Runs that have settled, in the order in which they will be noticed. */
  readonly #queue: ModelTask[] = [];
  #timers: { readonly dueMs: number; readonly run: () => void }[] = [];
  #restartsMs: number[] = [];
  #called: { readonly ms: number; readonly tasks: readonly ModelTask[] } | undefined;
  #nowMs = 0;
  #isShut = false;
  #isStopping = false;
  #isAborted = false;
  #isTooMany = false;
  #isTold = false;
  #reason: string | undefined;
  outcome: ModelOutcome | undefined;
  records: (readonly [string, string, number])[] | undefined;

  constructor(options: ModelOptions) {
    this.#options = options;
    this.#after(options.timeoutMs, () => this.abort("deadline"));
  }

  get #isSupervised(): boolean {
    return !["cancel", "collect", "isolate"].includes(this.#options.policy);
  }

  get isClosed(): boolean {
    return this.#isShut || this.#isStopping;
  }

  get size(): number {
    return this.#live.length;
  }

  get #live(): readonly ModelTask[] {
    return this.#tasks.filter(({ end }) => end === undefined);
  }

  spawn(work: string): ModelTask {
    const task: ModelTask = {
      path: `/g/${this.#tasks.length}`,
      work,
      end: undefined,
      attempts: undefined,
      endedMs: undefined,
      settled: undefined,
      waits: undefined,
    };
    if (this.isClosed) {
      task.end = "refused";
      this.#counts.refused += 1;
    }
    this.#tasks.push(task);
    if (task.end === undefined) this.#start(task);
    return task;
  }

  end(at: number, how: "done" | "failed"): void {
    const task = this.#tasks[at];
    if (task) this.#settle(task, how);
  }

  stop(timeoutMs = this.#isSupervised ? this.#options.stopTimeoutMs : Infinity): void {
    this.#called ??= { ms: this.#nowMs, tasks: this.#live };
    if (this.outcome) this.records ??= this.#answers(this.#called);
    this.#ask("call");
    if (timeoutMs === 0) this.abort("deadline");
    else this.#after(timeoutMs, () => this.abort("deadline"));
  }

  abort(why: string): void {
    if (this.#isAborted || this.outcome) return;
    this.#isAborted = true;
    this.#ask(why);
    for (const task of this.#live) if (task.work === "abort") this.#settle(task, "stopped");
    this.#after(this.#options.unwindMs, () => this.#conclude());
  }

  close(): void {
    this.#isShut = true;
    this.#concludeIfEmpty();
  }

  reopen(): boolean {
    if (!this.outcome) this.#isShut = false;
    return !this.isClosed;
  }

  /** Lets everything be noticed, calls each timer in its turn, and so on. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    this.#notice();
    for (let next = this.#due(untilMs); next; next = this.#due(untilMs)) {
      this.#timers.splice(this.#timers.indexOf(next), 1);
      this.#nowMs = next.dueMs;
      next.run();
      this.#notice();
    }
    this.#nowMs = untilMs;
  }

  #ask(why: string): void {
    if (this.#isStopping || this.outcome) return;
    this.#isStopping = true;
    this.#reason = why;
    for (const task of this.#live) {
      if (task.waits) this.#end(task, task.waits);
      else if (task.work === "stop") this.#settle(task, "stopped");
    }
    this.#concludeIfEmpty();
  }

  #start(task: ModelTask): void {
    task.waits = task.settled = undefined;
    if (this.#isSupervised) task.attempts = (task.attempts ?? 0) + 1;
    if (task.work === "returns") this.#ended(task, "done");
    if (task.work === "throws") this.#ended(task, "failed");
  }

  #settle(task: ModelTask, how: End): void {
    if (task.end || task.settled || task.waits) return;
    task.settled = how;
    this.#queue.push(task);
  }

  #notice(): void {
    for (let task = this.#queue.shift(); task; task = this.#queue.shift()) {
      this.#ended(task, task.settled ?? "done");
    }
    // Those that are refused until somebody hears of the end are in the outcome.
    if (!this.#isTold && this.outcome) {
      this.outcome = { ...this.outcome, counts: { ...this.#counts } };
    }
    this.#isTold = this.outcome !== undefined;
  }

  #ended(task: ModelTask, how: End): void {
    const { policy, periodMs, restarts, delayMs } = this.#options;
    if (how === "failed") this.#failures.push(task.path);
    if (how === "failed" && policy === "cancel") this.abort("failure");
    const again = policy === "permanent" || (policy === "transient" && how === "failed");
    if (this.#isStopping || !again) return this.#end(task, how);
    this.#restartsMs = this.#restartsMs.filter((ms) => this.#nowMs - ms <= periodMs);
    this.#restartsMs.push(this.#nowMs);
    if (this.#restartsMs.length > restarts) return this.#tooMany(task, how);
    task.waits = how;
    this.#after(delayMs, () => {
      if (!task.waits || task.end) return;
      this.#counts.restarts += 1;
      this.#start(task);
    });
  }

  #tooMany(task: ModelTask, how: End): void {
    this.#isTooMany = true;
    this.#ask("failure");
    this.#after(this.#options.stopTimeoutMs, () => this.abort("deadline"));
    this.#end(task, how);
  }

  #end(task: ModelTask, how: End): void {
    task.end = how;
    task.endedMs = this.#nowMs;
    this.#counts[how] += 1;
    this.#concludeIfEmpty();
  }

  #concludeIfEmpty(): void {
    if (this.isClosed && this.size === 0) this.#conclude();
  }

  #conclude(): void {
    if (this.outcome) return;
    const unstopped = this.#live.map(({ path }) => path).sort();
    const isBlamed = { cancel: true, collect: true }[this.#options.policy as string] === true;
    const first = isBlamed ? this.#failures[0]?.slice("/g/".length) : undefined;
    const blamed = this.#isTooMany ? "TOO_MANY_RESTARTS" : first;
    const end = unstopped.length > 0 ? "timed-out" : blamed === undefined ? "done" : "failed";
    this.#isShut = true;
    const failures = this.#failures.slice(0, 100);
    const counts = this.#counts;
    this.outcome = { end, reason: this.#reason, blamed, failures, counts, unstopped };
    if (this.#called) this.records = this.#answers(this.#called);
  }

  #answers({ ms, tasks }: { ms: number; tasks: readonly ModelTask[] }): typeof this.records {
    return tasks.map(({ path, end, endedMs = this.#nowMs }) => {
      const answer = end === undefined ? "unacknowledged" : end === "failed" ? "failed" : "ended";
      return [path, answer, endedMs - ms];
    });
  }

  #after(ms: number, run: () => void): void {
    if (ms !== Infinity) this.#timers.push({ dueMs: this.#nowMs + ms, run });
  }

  #due(untilMs: number): { readonly dueMs: number; readonly run: () => void } | undefined {
    return this.#timers.filter(({ dueMs }) => dueMs <= untilMs)
      .toSorted((one, other) => one.dueMs - other.dueMs)[0];
  }
}
