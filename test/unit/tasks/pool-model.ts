/** The time at which a job began that never did. */
export const NOT_BEGUN = -1;

/** A job, as the model has it. */
export interface ModelJob {
  readonly id: number;
  readonly priority: number;
  readonly timeoutMs: number;
  startMs: number;
  /** What it does when it has a turn. */
  asked: "nothing" | "finish" | "fail" | "obey";
  timeUpMs: number;
  /** How it should end. */
  end: string;
}

export interface ModelOptions {
  readonly workers: number;
  readonly queue: number;
  readonly unwindMs: number;
}

/** What a pool is, by plain arrays and without a thought for speed. */
export class PoolModel {
  readonly #options: ModelOptions;
  #nowMs = 0;
  #giveUpMs = Infinity;
  state: "open" | "draining" | "stopping" | "aborting" | "ended" = "open";
  queue: ModelJob[] = [];
  waiting: ModelJob[] = [];
  running: ModelJob[] = [];
  begun: number[] = [];
  handedBack: string[] = [];

  constructor(options: ModelOptions) {
    this.#options = options;
  }

  /** How many have no worker to come. */
  get queued(): number {
    return Math.max(0, this.queue.length - (this.#options.workers - this.running.length));
  }

  add(job: ModelJob): void {
    if (this.state !== "open") job.end = "refused";
    else if (!this.tryAdd(job)) this.waiting.push(job);
  }

  tryAdd(job: ModelJob): boolean {
    if (this.state !== "open" || !this.#hasRoom) return false;
    this.queue.push(job);
    return true;
  }

  cancel(job: ModelJob): void {
    this.waiting = this.waiting.filter((each) => each !== job);
    job.end = "cancelled";
  }

  enter(state: "draining" | "stopping" | "aborting"): void {
    const order = ["open", "draining", "stopping", "aborting", "ended"];
    if (order.indexOf(state) <= order.indexOf(this.state)) return;
    this.state = state;
    for (const job of this.waiting.splice(0)) job.end = "refused";
    if (state === "draining") return;
    while (this.queue.length > 0) this.#handBack(takeTop(this.queue), "queued");
    if (state === "aborting") this.#giveUpMs = this.#nowMs + this.#options.unwindMs;
  }

  /** All that can happen without time does. */
  turn(): void {
    // Who begins needs one turn of a promise, who ends needs several.
    const ending = this.running.filter(({ asked }) => asked !== "nothing");
    this.#fill();
    for (const job of ending) this.#leave(job);
    this.#fill();
    const isEmpty = this.running.length + this.queue.length === 0;
    if (this.state !== "open" && isEmpty) this.state = "ended";
  }

  /** Moves the time. What is due comes in the order of time, which all is a multiple of. */
  advance(ms: number): void {
    this.turn();
    this.#nowMs += ms;
    for (const job of this.running) this.#watch(job);
    if (this.#nowMs >= this.#giveUpMs && this.state === "aborting") this.#giveUp();
    this.turn();
  }

  get #hasRoom(): boolean {
    const { workers, queue } = this.#options;
    return this.running.length + this.queue.length < workers + queue;
  }

  #leave(job: ModelJob): void {
    this.running = this.running.filter((each) => each !== job);
    if (job.end === "open") this.#settle(job);
    // The worker takes its next job before anybody comes in from outside.
    if (this.queue.length > 0) this.#begin();
    this.#admit();
  }

  #settle(job: ModelJob): void {
    if (job.timeUpMs !== Infinity) job.end = "timed-out";
    else if (job.asked === "finish") job.end = "done";
    else if (job.asked === "obey" && this.#isStopping) this.#handBack(job, "running");
    else job.end = "failed";
  }

  get #isStopping(): boolean {
    return this.state !== "open" && this.state !== "draining";
  }

  #fill(): void {
    this.#admit();
    while (this.queue.length > 0 && this.running.length < this.#options.workers) {
      this.#begin();
      this.#admit();
    }
  }

  #admit(): void {
    while (this.waiting.length > 0 && this.#hasRoom) this.queue.push(takeTop(this.waiting));
  }

  #begin(): void {
    const job = takeTop(this.#isOutranked ? this.waiting : this.queue);
    job.startMs = this.#nowMs;
    this.running.push(job);
    this.begun.push(job.id);
  }

  /** Whoever waits may begin at once, if the queue has no more in it without the job that begins. */
  get #isOutranked(): boolean {
    const { workers, queue } = this.#options;
    const fits = this.queue.length + this.running.length + 1 <= workers + queue;
    return fits && topOf(this.waiting) > topOf(this.queue);
  }

  #watch(job: ModelJob): void {
    const isUp = this.#nowMs >= job.startMs + job.timeoutMs;
    const { unwindMs } = this.#options;
    if (job.timeUpMs === Infinity && isUp && this.state !== "aborting" && this.state !== "ended") {
      job.timeUpMs = this.#nowMs;
    }
    const isGivenUp = this.#nowMs >= job.timeUpMs + unwindMs;
    if (isGivenUp && job.end === "open") job.end = "timed-out unacknowledged";
  }

  #giveUp(): void {
    for (const job of this.running.filter(({ end }) => end === "open")) {
      if (job.timeUpMs === Infinity) this.#handBack(job, "running unacknowledged");
      else job.end = "timed-out unacknowledged";
    }
    this.state = "ended";
  }

  #handBack(job: ModelJob, how: string): void {
    job.end = `handed-back ${how}`;
    this.handedBack.push(`${job.id} ${how}`);
  }
}

function topOf(jobs: readonly ModelJob[]): number {
  return Math.max(-Infinity, ...jobs.map(({ priority }) => priority));
}

/** The first of those with the highest priority. */
function takeTop(jobs: ModelJob[]): ModelJob {
  const top = topOf(jobs);
  const [job] = jobs.splice(jobs.findIndex(({ priority }) => priority === top), 1);
  if (job === undefined) throw new Error("there is no job");
  return job;
}
