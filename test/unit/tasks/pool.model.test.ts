import assert from "node:assert/strict";
import process from "node:process";
import { it } from "node:test";
import * as fc from "fast-check";
import { Scope } from "../../../src/core/mod.ts";
import { type HandClock, handClock } from "../../../src/testing/hand-clock.ts";
import { type HandedBack, type Job, type JobHandle, Pool } from "../../../src/tasks/mod.ts";
import { type ModelJob, type ModelOptions, NOT_BEGUN, PoolModel } from "./pool-model.ts";
import { collect, settled } from "./pool-work.ts";

/** fast-check prints the seed of a failure; `FC_SEED=<seed>` runs it again on every runtime. */
const seed = process.env["FC_SEED"];
const seeded = seed === undefined ? {} : { seed: Number(seed) };

/** All times are multiples of a tick, so that whatever is due is due together. */
const TICK_MS = 5;

type Ask = "finish" | "fail" | "obey";
type End = "drain" | "stop" | "abort";

type Command =
  | {
    readonly verb: "add" | "tryAdd";
    readonly priority: number;
    readonly timeoutMs: number;
    readonly isPatient: boolean;
  }
  | { readonly verb: Ask | "cancel"; readonly at: number }
  | { readonly verb: End | "turn" | "advance" };

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      verb: fc.constantFrom("add" as const, "add" as const, "tryAdd" as const),
      priority: fc.constantFrom(0, 0, 0, 1, -1),
      timeoutMs: fc.constantFrom(Infinity, Infinity, 2 * TICK_MS),
      isPatient: fc.boolean(),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      verb: fc.constantFrom<(Ask | "cancel")[]>("finish", "finish", "fail", "obey", "cancel"),
      at: fc.nat(8),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      verb: fc.constantFrom<("turn" | "advance")[]>("turn", "turn", "turn", "advance"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ verb: fc.constantFrom<End[]>("drain", "stop", "abort") }),
  },
);

/** A job, as the one who added it sees it. */
interface Piece {
  readonly model: ModelJob;
  readonly isPatient: boolean;
  readonly patience: AbortController;
  readonly end: PromiseWithResolvers<void>;
  job: Job | undefined;
  handle: JobHandle<unknown> | undefined;
  rejected: string | undefined;
}

/** Plays one list of commands to the pool and to the model. */
class Play {
  readonly #options: ModelOptions;
  readonly #clock: HandClock = handClock();
  readonly #pool: Pool<Piece, void>;
  readonly #model: PoolModel;
  readonly #pieces: Piece[] = [];
  readonly #begun: number[] = [];
  readonly #results: Promise<{ readonly input: Piece }[]>;
  readonly #ends: Promise<readonly HandedBack<Piece>[]>[] = [];
  #running = 0;
  #isDone = false;

  constructor(options: ModelOptions) {
    this.#options = options;
    this.#model = new PoolModel(options);
    const { workers, queue, unwindMs } = options;
    const scope = new Scope("app", { clock: this.#clock, unwindMs });
    const run = (piece: Piece, job: Job): Promise<void> => this.#run(piece, job);
    this.#pool = new Pool("jobs", run, { workers, queue, scope, results: 1_000 });
    this.#results = collect(this.#pool.results);
    void this.#pool.done.then(() => this.#isDone = true);
  }

  /** Says whether promises had a turn; else the pool has not come further than the call. */
  take(command: Command): Promise<void> | undefined {
    const { verb } = command;
    if (verb === "turn") return this.#turn();
    if (verb === "advance") return this.#advance();
    if (verb === "add" || verb === "tryAdd") this.#add(command);
    else if (verb === "cancel") this.#cancel(command.at);
    else if (verb === "finish" || verb === "fail" || verb === "obey") this.#ask(verb, command.at);
    else this.#end(verb);
    assert.equal(this.#pool.queued, this.#model.queued, "as many are queued");
    assert.ok(this.#pool.queued <= this.#options.queue, "no more are queued than may be");
    return undefined;
  }

  /** Ends whatever is left, and looks at what became of everything. */
  async finish(): Promise<void> {
    await this.#turn();
    this.#end("abort");
    await this.#advance();
    for (const { end } of this.#pieces) end.resolve();
    for (const job of this.#model.running) job.asked = "finish";
    await this.#turn();

    const { begun, handedBack } = this.#model;
    assert.deepEqual(this.#begun, begun, "they begin in their order");
    for (const piece of this.#pieces) assert.equal(endOf(piece), piece.model.end, nameOf(piece));
    for (const jobs of await Promise.all(this.#ends)) {
      assert.deepEqual(jobs.map(told).sort(), [...handedBack].sort(), "handed back once");
    }
    const kept = (await this.#results).map(({ input }) => input.model.id);
    assert.deepEqual(kept.sort(byNumber), this.#withResult().sort(byNumber), "one result each");
    assert.equal(this.#pool.running, 0);
    assert.equal(this.#clock.pending, 0, "no timer is left");
  }

  #withResult(): number[] {
    const models = this.#pieces.map(({ model }) => model);
    return models.filter(({ end }) => /^(done|failed|timed-out)/.test(end)).map(({ id }) => id);
  }

  async #run(piece: Piece, job: Job): Promise<void> {
    piece.job = job;
    this.#begun.push(piece.model.id);
    this.#running += 1;
    assert.ok(this.#running <= this.#options.workers, "no more run than there are workers");
    try {
      await piece.end.promise;
    } finally {
      this.#running -= 1;
    }
  }

  #add(command: Command & { readonly verb: "add" | "tryAdd" }): void {
    const { verb, priority, timeoutMs, isPatient } = command;
    const id = this.#pieces.length;
    const piece = newPiece({ id, priority, timeoutMs }, isPatient);
    const options = { id, priority, timeoutMs };
    this.#pieces.push(piece);
    if (verb === "tryAdd") {
      piece.handle = this.#pool.tryAdd(piece, options);
      if (!this.#model.tryAdd(piece.model)) piece.model.end = "not taken";
      return;
    }
    const { signal } = piece.patience;
    this.#pool.add(piece, isPatient ? options : { ...options, signal }).then(
      (handle) => piece.handle = handle,
      (reason) => piece.rejected = reason,
    );
    this.#model.add(piece.model);
  }

  #cancel(at: number): void {
    const { waiting } = this.#model;
    const model = waiting[at % Math.max(1, waiting.length)];
    const piece = this.#pieces.find((each) => each.model === model);
    if (model === undefined || piece === undefined) return;
    piece.patience.abort("cancelled");
    // Who gave no signal goes on waiting.
    if (!piece.isPatient) this.#model.cancel(model);
  }

  #ask(asked: Ask, at: number): void {
    const running = this.#model.running.filter((job) => job.asked === "nothing");
    const model = running[at % Math.max(1, running.length)];
    const piece = this.#pieces.find((each) => each.model === model);
    if (model === undefined || piece?.job === undefined) return;
    // Work that nobody stopped has nothing to obey.
    model.asked = asked === "obey" && !piece.job.isStopping ? "fail" : asked;
    if (model.asked === "finish") piece.end.resolve();
    else if (model.asked === "fail") piece.end.reject(new Error("broken"));
    else piece.end.reject(piece.job.scope.reason);
  }

  #end(verb: End): void {
    this.#ends.push(this.#pool[verb]());
    const states = { drain: "draining", stop: "stopping", abort: "aborting" } as const;
    this.#model.enter(states[verb]);
  }

  async #turn(): Promise<void> {
    await settled();
    this.#model.turn();
    this.#compare();
  }

  async #advance(): Promise<void> {
    await this.#clock.advance(TICK_MS);
    this.#model.advance(TICK_MS);
    this.#compare();
  }

  #compare(): void {
    assert.equal(this.#pool.state, this.#model.state);
    assert.equal(this.#isDone, this.#model.state === "ended", "done when closed and empty");
    assert.equal(this.#pool.running, this.#model.running.length, "as many run");
    assert.equal(this.#running, this.#model.running.length);
  }
}

function newPiece(
  given: Pick<ModelJob, "id" | "priority" | "timeoutMs">,
  isPatient: boolean,
): Piece {
  return {
    model: { ...given, startMs: NOT_BEGUN, asked: "nothing", timeUpMs: Infinity, end: "open" },
    isPatient,
    patience: new AbortController(),
    end: Promise.withResolvers(),
    job: undefined,
    handle: undefined,
    rejected: undefined,
  };
}

function endOf({ handle, rejected, model }: Piece): string {
  if (rejected !== undefined) return rejected;
  const ended = handle?.ended;
  if (ended === undefined) return handle === undefined ? "not taken" : "open";
  if (ended.end === "timed-out") return `timed-out${ended.acknowledged ? "" : " unacknowledged"}`;
  if (ended.end !== "handed-back") return ended.end;
  const state = model.startMs === NOT_BEGUN ? "queued" : "running";
  return `handed-back ${state}${ended.acknowledged ? "" : " unacknowledged"}`;
}

function told({ id, state, acknowledged }: HandedBack<Piece>): string {
  return `${id} ${state}${acknowledged ? "" : " unacknowledged"}`;
}

function nameOf({ model }: Piece): string {
  return `job ${model.id}`;
}

const KINDS: readonly ModelOptions[] = [
  { workers: 1, queue: 0, unwindMs: TICK_MS },
  { workers: 1, queue: 2, unwindMs: TICK_MS },
  { workers: 3, queue: 2, unwindMs: TICK_MS },
];

for (const options of KINDS) {
  const { workers, queue } = options;
  const name = `does what the model says: ${workers} workers, a queue of ${queue}`;
  it(name, { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 60 }), async (commands) => {
        const play = new Play(options);
        for (const each of commands) {
          const turn = play.take(each);
          if (turn) await turn;
        }
        await play.finish();
      }),
      { numRuns: 3_000, ...seeded },
    );
  });
}

interface Crowd {
  readonly options: ModelOptions & { readonly results: number };
  /** How many turns each job takes, and how long whoever adds it waits for room. */
  readonly jobs: readonly { readonly turns: number; readonly patienceTurns: number }[];
  readonly end: "drain" | "stop" | "abort";
  readonly endTurn: number;
  /** How many turns whoever reads needs for each result; they leave after `reads`. */
  readonly readTurns: number;
  readonly reads: number;
}

const crowd: fc.Arbitrary<Crowd> = fc.record({
  options: fc.record({
    workers: fc.integer({ min: 1, max: 4 }),
    queue: fc.nat(3),
    results: fc.integer({ min: 1, max: 3 }),
    unwindMs: fc.constant(1_000),
  }),
  jobs: fc.array(fc.record({ turns: fc.nat(6), patienceTurns: fc.nat(60) }), { maxLength: 30 }),
  end: fc.constantFrom("drain" as const, "stop" as const, "abort" as const),
  endTurn: fc.nat(80),
  readTurns: fc.nat(4),
  reads: fc.integer({ min: 0, max: 40 }),
});

it("loses no job and ends none twice, however many add, read and give up", {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(crowd, async ({ options, jobs, end, endTurn, readTurns, reads }) => {
      const { workers, queue, results } = options;
      let running = 0;
      const pool = new Pool("jobs", async (count: number, job: Job) => {
        running += 1;
        assert.ok(running <= workers, "no more run than there are workers");
        for (let turn = 0; turn < count; turn += 1) {
          await undefined;
          if (job.isAborted) break;
        }
        running -= 1;
        if (job.isAborted) throw job.scope.reason;
      }, { workers, queue, results });
      const reading = read(pool.results, readTurns, reads);
      const adding = jobs.map(async ({ turns: count, patienceTurns }, id) => {
        const patience = new AbortController();
        void turns(patienceTurns).then(() => patience.abort("gave up"));
        return await pool.add(count, { id, signal: patience.signal }).catch(String);
      });

      await turns(endTurn);
      const handedBack = await pool[end]();
      const handles = await Promise.all(adding);
      const taken = await reading;

      const ends = handles.map((each) => typeof each === "string" ? each : each.ended?.end);
      const idsOf = (...wanted: unknown[]): number[] =>
        [...ends.keys()].filter((id) => wanted.includes(ends[id]));
      assert.deepEqual(idsOf(undefined, "failed", "timed-out"), [], "all have ended");
      assert.deepEqual(handedBack.map(({ id }) => Number(id)).sort(byNumber), idsOf("handed-back"));
      const done = idsOf("done");
      if (taken.length < reads) assert.deepEqual(taken.sort(byNumber), done, "one result each");
      else assert.deepEqual(taken.filter((id) => !done.includes(id)), [], "no result invented");
      assert.equal(pool.running + running, 0);
    }),
    { numRuns: 1_500, ...seeded },
  );
});

function byNumber(a: number, b: number): number {
  return a - b;
}

/** Reads results, a few turns for each, and leaves after `most`. */
async function read(
  results: AsyncIterable<{ readonly id: unknown }>,
  restTurns: number,
  most: number,
): Promise<number[]> {
  const ids: number[] = [];
  const loop = results[Symbol.asyncIterator]();
  while (ids.length < most) {
    const next = await loop.next();
    if (next.done) break;
    ids.push(Number(next.value.id));
    await turns(restTurns);
  }
  await loop.return?.();
  return ids;
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await undefined;
}
