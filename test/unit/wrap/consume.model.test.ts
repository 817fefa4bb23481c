import assert from "node:assert/strict";
import process from "node:process";
import { it } from "node:test";
import * as fc from "fast-check";
import { Scope } from "../../../src/core/mod.ts";
import { type HandClock, handClock } from "../../../src/testing/mod.ts";
import { consume, sleep } from "../../../src/wrap/mod.ts";

/** fast-check prints the seed of a failure; `FC_SEED=<seed>` runs it again on every runtime. */
const seed = process.env["FC_SEED"];
const seeded = seed === undefined ? {} : { seed: Number(seed) };

/** How one message is handled, and what its source makes of the answer. */
interface Message {
  readonly id: number;
  readonly afterMs: number;
  readonly workMs: number;
  readonly handler: "obeys" | "is deaf" | "throws";
  readonly answers: boolean;
}

interface Plan {
  readonly kind: "obedient receiver" | "deaf receiver" | "generator";
  readonly messages: readonly Message[];
  readonly concurrency: number;
  readonly stopMs: number;
  readonly abortMs: number;
}

const LONG_MS = 100_000;

const plans: fc.Arbitrary<Plan> = fc.record({
  kind: fc.constantFrom<Plan["kind"][]>("obedient receiver", "deaf receiver", "generator"),
  messages: fc.array(
    fc.record({
      afterMs: fc.oneof(fc.nat(60), fc.nat(60), fc.nat(2_000)),
      workMs: fc.nat(900),
      handler: fc.constantFrom<Message["handler"][]>("obeys", "obeys", "is deaf", "throws"),
      answers: fc.boolean(),
    }),
    { maxLength: 12 },
  ).map((all) => all.map((message, id) => ({ id, ...message }))),
  concurrency: fc.integer({ min: 1, max: 4 }),
  stopMs: fc.nat(1_500),
  abortMs: fc.nat(1_500),
});

/** A source that plays a plan, and what was seen of each message. */
class World {
  readonly clock: HandClock = handClock();
  readonly scope: Scope = new Scope("worker", { clock: this.clock, unwindMs: LONG_MS });
  readonly given: number[] = [];
  readonly settled: number[] = [];
  acked = 0;
  readonly finished: Set<number> = new Set();
  readonly faults: string[] = [];
  readonly #plan: Plan;
  #inHand = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** The next message, when its time has come; taken out of the queue at that moment. */
  async give(signal?: AbortSignal): Promise<Message | undefined> {
    if (this.scope.isStopping) this.faults.push("asked after the stop");
    const next = this.#plan.messages[this.given.length];
    if (next === undefined) {
      await sleep(LONG_MS, { clock: this.clock, signal });
      return undefined;
    }
    await sleep(next.afterMs, { clock: this.clock, signal });
    this.given.push(next.id);
    return next;
  }

  async work({ id, workMs, handler }: Message, scope: Scope): Promise<void> {
    this.#inHand += 1;
    if (this.#inHand > this.#plan.concurrency) this.faults.push("too many in hand");
    if (this.scope.isStopping) this.faults.push("begun after the stop");
    try {
      const signal = handler === "is deaf" ? undefined : scope;
      await sleep(workMs, { clock: this.clock, signal });
      if (handler === "throws") throw new Error(`cannot do ${id}`);
      this.finished.add(id);
    } finally {
      this.#inHand -= 1;
    }
  }

  async settle(verb: "ack" | "release", { id, answers }: Message): Promise<void> {
    if (verb === "ack" && !this.finished.has(id)) this.faults.push("acknowledged too early");
    this.settled.push(id);
    if (verb === "ack" && answers) this.acked += 1;
    await Promise.resolve();
    if (!answers) throw new Error(`cannot ${verb} ${id}`);
  }
}

function sourceOf(world: World, kind: Plan["kind"]) {
  const ends = {
    ack: (message: Message) => world.settle("ack", message),
    release: (message: Message) => world.settle("release", message),
  };
  if (kind === "obedient receiver") {
    return { ...ends, receive: (signal: AbortSignal) => world.give(signal) };
  }
  if (kind === "deaf receiver") return { ...ends, receive: () => world.give() };
  return { ...ends, [Symbol.asyncIterator]: () => generate(world) };
}

async function* generate(world: World): AsyncGenerator<Message> {
  for (let next = await world.give(); next; next = await world.give()) yield next;
}

async function play(plan: Plan): Promise<void> {
  const world = new World(plan);
  const { clock, scope } = world;
  const source = sourceOf(world, plan.kind);
  const consumed = consume<Message>(source, scope, (message, own) => world.work(message, own), {
    clock,
    concurrency: plan.concurrency,
    pauseMs: 50,
    unwindMs: 500,
  });
  clock.after(plan.stopMs, () => scope.stop("enough"));
  clock.after(plan.abortMs, () => scope.abort("now"));
  await clock.advance(LONG_MS * 2);
  const { acked, returned, failed } = await consumed;
  await scope.close();
  await clock.advance(LONG_MS);

  assert.deepEqual(world.faults, []);
  assert.deepEqual(byNumber(world.settled), byNumber(world.given));
  assert.equal(acked, world.acked);
  // What a generator gives after it was left behind is handed back, but counted by nobody.
  const late = world.given.length - acked - returned - failed;
  assert.ok(late === 0 || (late === 1 && plan.kind === "generator"), `${late} came late`);
}

function byNumber(ids: readonly number[]): readonly number[] {
  return ids.toSorted((a, b) => a - b);
}

it("acknowledges or hands back each message, once, whatever stops or fails when", {
  timeout: 60_000,
}, async () => {
  await fc.assert(fc.asyncProperty(plans, play), { numRuns: 2_000, ...seeded });
});
