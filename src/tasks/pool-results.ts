import { Channel } from "./channel.ts";
import type { JobId, JobOutcome } from "./job.ts";
import { END } from "./received.ts";

/** What became of one job. */
export interface JobResult<In, Out> {
  /** What it is called. */
  readonly id: JobId;
  /** What it worked on. */
  readonly input: In;
  /** How it ended. */
  readonly outcome: JobOutcome<Out>;
}

/** Who is told how the results are read. */
export interface ResultsReader {
  /** There is room for one more. */
  taken(): void;
  /** Nobody reads them any more. */
  left(): void;
}

/** The results of a pool, for those who iterate: each goes to one of them. */
export class PoolResults<In, Out> implements AsyncIterable<JobResult<In, Out>, undefined> {
  /** The bound is kept by the workers, who begin nothing while there is no room. */
  readonly #channel: Channel<JobResult<In, Out>> = new Channel({
    capacity: Number.MAX_SAFE_INTEGER,
  });
  readonly #reader: ResultsReader;
  readonly #room: number;
  #loops = 0;

  constructor(room: number, reader: ResultsReader) {
    this.#room = room;
    this.#reader = reader;
  }

  get isFull(): boolean {
    return this.#channel.size >= this.#room;
  }

  push({ id, input }: Pick<JobResult<In, Out>, "id" | "input">, outcome: JobOutcome<Out>): void {
    this.#channel.trySend({ id, input, outcome });
  }

  close(): void {
    this.#channel.close();
  }

  [Symbol.asyncIterator](): AsyncIterator<JobResult<In, Out>, undefined> {
    const values = this.#channel.values();
    let isIn = true;
    this.#loops += 1;
    return {
      next: async () => this.#taken(await values.next()),
      return: async () => {
        if (isIn) this.#leave();
        isIn = false;
        await values.return?.();
        return END;
      },
    };
  }

  #taken(
    received: IteratorResult<JobResult<In, Out>, undefined>,
  ): IteratorResult<JobResult<In, Out>, undefined> {
    if (!received.done) this.#reader.taken();
    return received;
  }

  #leave(): void {
    this.#loops -= 1;
    if (this.#loops > 0) return;
    this.close();
    this.#reader.left();
  }
}
