import type { Task } from "../core/mod.ts";

/** How one task answered to a stop. That it was asked says nothing; this says what it did. */
export interface Acknowledgement {
  /** Its place in the tree. */
  readonly path: string;
  /** Its own name. */
  readonly name: string;
  /**
   * `ended` it has, in whichever way; `failed` by an error that was no answer to the stop;
   * `unacknowledged` it has not, and was left behind.
   */
  readonly end: "ended" | "failed" | "unacknowledged";
  /** How long after the stop it ended, or for how long it was waited for in vain. */
  readonly afterMs: number;
  /** Where it was spawned, or what it looks like where that was not noted. */
  readonly where: string;
  /** What it said last of how far it had come, if it did. */
  readonly status?: string;
  /** What it threw, if it failed. */
  readonly error?: unknown;
}

/** The tasks that were live when a group was asked to stop, and when each of them ended. */
export class RollCall {
  readonly #askedMs: number;
  readonly #endedMs: Map<Task<unknown>, number | undefined>;

  constructor(tasks: readonly Task<unknown>[], askedMs: number) {
    this.#askedMs = askedMs;
    this.#endedMs = new Map(tasks.map((task) => [task, undefined]));
  }

  /** Notes that `task` has ended. */
  ended(task: Task<unknown>, nowMs: number): void {
    if (this.#endedMs.has(task)) this.#endedMs.set(task, nowMs);
  }

  /** One record for each, in the order in which they were spawned. */
  records(nowMs: number): readonly Acknowledgement[] {
    const records: Acknowledgement[] = [];
    for (const [task, endedMs = nowMs] of this.#endedMs) {
      // The time of an end is that of its turn, which may have begun before the stop.
      const afterMs = Math.max(0, Math.round(endedMs - this.#askedMs));
      records.push(acknowledgement(task, afterMs));
    }
    return Object.freeze(records);
  }
}

function acknowledgement(task: Task<unknown>, afterMs: number): Acknowledgement {
  const { path, name, where, lastStatus, ended } = task;
  const end = ended === undefined ? "unacknowledged" : ended.end === "failed" ? "failed" : "ended";
  return Object.freeze({
    path,
    name,
    end,
    afterMs,
    where,
    ...(lastStatus !== undefined && { status: lastStatus }),
    ...(ended?.end === "failed" && { error: ended.error }),
  });
}
