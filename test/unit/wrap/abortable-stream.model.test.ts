import assert from "node:assert/strict";
import process from "node:process";
import { it } from "node:test";
import * as fc from "fast-check";
import { abortable } from "../../../src/wrap/mod.ts";
import { countedSignal } from "./counted-signal.ts";

/** fast-check prints the seed of a failure; `FC_SEED=<seed>` runs it again on every runtime. */
const seed = process.env["FC_SEED"];
const seeded = seed === undefined ? {} : { seed: Number(seed) };

type Step = "enqueue" | "close" | "fail" | "read" | "cancel" | "abort" | "rest";

const STEPS: readonly Step[] = [
  "enqueue",
  "enqueue",
  "read",
  "read",
  "read",
  "rest",
  "rest",
  "close",
  "fail",
  "cancel",
  "abort",
];
const REASON = { why: "aborted" };
const FAILURE = new Error("connection reset");

const scripts: fc.Arbitrary<readonly Step[]> = fc.array(fc.constantFrom(...STEPS), {
  maxLength: 20,
});

/** A source, its abortable twin, and what was seen of them. */
class World {
  readonly listened = countedSignal();
  readonly cancels: unknown[] = [];
  readonly reads: Promise<{ readonly done: boolean; readonly value?: number | undefined }>[] = [];
  readonly source: ReadableStream<number>;
  readonly #reader: ReadableStreamDefaultReader<number>;
  #controller: ReadableStreamDefaultController<number> | undefined;
  #enqueued = 0;
  /** The first of the steps that end the stream. */
  end: Step | undefined;
  isClosed = false;

  constructor() {
    this.source = new ReadableStream<number>({
      start: (controller) => void (this.#controller = controller),
      cancel: (reason) => void this.cancels.push(reason),
    }, { highWaterMark: 0 });
    this.#reader = abortable(this.source, this.listened.signal).getReader();
    this.#reader.closed.catch(() => {});
  }

  async do(step: Step): Promise<void> {
    if (step === "rest") return await turn();
    if (step === "read") this.#read();
    else if (step === "cancel") this.#finish("cancel", () => this.#reader.cancel("not needed"));
    else if (step === "abort") this.#finish("abort", () => this.listened.abort(REASON));
    else this.#feed(step);
  }

  #read(): void {
    const read = this.#reader.read();
    read.catch(() => {});
    this.reads.push(read);
  }

  /** What the producer does. A stream that was left takes nothing more. */
  #feed(step: Step): void {
    if (this.isClosed || this.end !== undefined) return;
    if (step === "enqueue") this.#controller?.enqueue(this.#enqueued += 1);
    else if (step === "close") {
      this.isClosed = true;
      this.#controller?.close();
    } else this.#finish("fail", () => this.#controller?.error(FAILURE));
  }

  #finish(step: Step, act: () => unknown): void {
    this.end ??= step;
    void Promise.resolve(act()).catch(() => {});
  }
}

async function play(script: readonly Step[]): Promise<void> {
  const world = new World();
  for (const step of script) await world.do(step);
  await turn();
  assert.equal(world.listened.listeners, world.source.locked ? 1 : 0);
  await world.do("abort");
  await turn();

  const ends = await Promise.allSettled(world.reads);
  const values = ends.flatMap((end) =>
    end.status === "fulfilled" && !end.value.done ? [end.value.value] : []
  );
  assert.deepEqual(values, values.map((_, at) => at + 1), "chunks were lost or came twice");
  const errors = ends.flatMap((end) => end.status === "rejected" ? [end.reason] : []);
  assert.ok(errors.every((error) => error === REASON || error === FAILURE), String(errors));
  assert.equal(world.source.locked, false);
  assert.equal(world.listened.listeners, 0);
  assert.ok(world.cancels.length <= 1, "cancelled twice");
  if (world.end === "abort" && !world.isClosed) assert.equal(world.cancels[0], REASON);
  if (world.end === "cancel" && !world.isClosed) assert.equal(world.cancels[0], "not needed");
  if (world.end === "fail") assert.deepEqual(world.cancels, []);
}

it("loses no chunk, cancels at most once and unlocks its source", { timeout: 60_000 }, async () => {
  await fc.assert(fc.asyncProperty(scripts, play), { numRuns: 2_000, ...seeded });
});

/** One turn of the event loop, before which all promises settle that can. */
function turn(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setImmediate(resolve);
  return promise;
}
