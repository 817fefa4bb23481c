import type { Job, JobHandle, JobResult } from "../../../src/tasks/mod.ts";

interface Piece {
  readonly job: Job;
  readonly end: PromiseWithResolvers<string>;
}

/** Jobs that end when a test says so. */
export class Work {
  /** What has begun, in its order. */
  readonly begun: string[] = [];
  /** How many run, and how many did at most. */
  running = 0;
  most = 0;
  readonly #pieces: Map<string, Piece> = new Map();
  /** To be given to a pool. */
  readonly run = async (input: string, job: Job): Promise<string> => {
    const end = Promise.withResolvers<string>();
    this.#pieces.set(input, { job, end });
    this.begun.push(input);
    this.running += 1;
    this.most = Math.max(this.most, this.running);
    return await end.promise.finally(() => this.running -= 1);
  };

  finish(input: string): void {
    this.#piece(input).end.resolve(`${input} done`);
  }

  fail(input: string, error: unknown): void {
    this.#piece(input).end.reject(error);
  }

  /** Lets a job end when it is aborted. */
  obey(input: string): void {
    this.job(input).scope.onAbort((reason) => this.fail(input, reason));
  }

  job(input: string): Job {
    return this.#piece(input).job;
  }

  #piece(input: string): Piece {
    const piece = this.#pieces.get(input);
    if (piece === undefined) throw new Error(`Cannot look at job "${input}": it has not begun`);
    return piece;
  }
}

/** Lets all promises settle that can. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) await undefined;
}

/** How a job has ended, in a word. */
export function endOf(handle: JobHandle<unknown> | undefined): string {
  if (handle === undefined) return "not taken";
  return handle.ended?.end ?? "open";
}

/** Collects results until there are no more. */
export async function collect<In, Out>(
  results: AsyncIterable<JobResult<In, Out>>,
): Promise<JobResult<In, Out>[]> {
  const all: JobResult<In, Out>[] = [];
  for await (const result of results) all.push(result);
  return all;
}
