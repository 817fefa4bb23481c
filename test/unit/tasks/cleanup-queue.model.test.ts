import assert from "node:assert/strict";
import process from "node:process";
import { it } from "node:test";
import * as fc from "fast-check";
import { CleanupQueue } from "../../../src/tasks/mod.ts";

/** fast-check prints the seed of a failure; `FC_SEED=<seed>` runs it again on every runtime. */
const seed = process.env["FC_SEED"];
const seeded = seed === undefined ? {} : { seed: Number(seed) };

type Verb = "add" | "get" | "done" | "cancel" | "shutDown" | "drain" | "turn";

interface Command {
  readonly verb: Verb;
  /** A key or, for `cancel`, which of those that wait. */
  readonly key: number;
}

const command: fc.Arbitrary<Command> = fc.record({
  verb: fc.oneof(
    { weight: 8, arbitrary: fc.constant<Verb>("add") },
    { weight: 6, arbitrary: fc.constantFrom<Verb>("get", "done") },
    { weight: 2, arbitrary: fc.constantFrom<Verb>("cancel", "turn") },
    { weight: 1, arbitrary: fc.constantFrom<Verb>("shutDown", "drain") },
  ),
  key: fc.nat(3),
});

interface Getter {
  readonly controller: AbortController;
  expected: string;
  actual: string;
}

/** For each key whether it is wanted and whether it is worked on; and an order. No more. */
class Model {
  readonly processing = new Set<number>();
  readonly again = new Set<number>();
  queued: number[] = [];
  waiting: Getter[] = [];
  isShutDown = false;

  add(key: number): boolean {
    if (this.isShutDown) return false;
    if (this.processing.has(key)) this.again.add(key);
    else if (!this.queued.includes(key)) this.queued.push(key);
    this.#deal();
    return true;
  }

  get(getter: Getter): void {
    this.waiting.push(getter);
    this.#deal();
  }

  done(key: number): boolean {
    if (!this.processing.delete(key)) return false;
    if (this.again.delete(key)) this.queued.push(key);
    this.#deal();
    return true;
  }

  cancel(getter: Getter): void {
    if (this.waiting.includes(getter)) getter.expected = "cancelled";
    this.waiting = this.waiting.filter((each) => each !== getter);
  }

  shutDown(): void {
    this.isShutDown = true;
    this.#deal();
  }

  get isIdle(): boolean {
    return this.queued.length === 0 && this.processing.size === 0;
  }

  #deal(): void {
    for (let next = this.waiting[0]; next; next = this.waiting[0]) {
      const key = this.queued.shift();
      if (key === undefined && !this.isShutDown) return;
      if (key !== undefined) this.processing.add(key);
      next.expected = key === undefined ? "end" : `got ${key}`;
      this.waiting.shift();
    }
  }
}

class Play {
  readonly #queue = new CleanupQueue<number>();
  readonly #model = new Model();
  readonly #getters: Getter[] = [];
  #expectedDrains = 0;
  #openDrains = 0;
  #drains = 0;

  async take({ verb, key }: Command): Promise<void> {
    if (verb === "add") assert.equal(this.#queue.add(key), this.#model.add(key));
    else if (verb === "get") this.#get();
    else if (verb === "done") this.#done(key);
    else if (verb === "cancel") this.#cancel(this.#getters.at(-1 - key));
    else if (verb === "turn") await undefined;
    else this.#shutDown(verb);
    this.#countDrains(verb === "shutDown");
    this.#compare();
  }

  async end(): Promise<void> {
    for (let turn = 0; turn < 10; turn += 1) await undefined;
    for (const { actual, expected } of this.#getters) assert.equal(actual, expected);
    assert.equal(this.#drains, this.#expectedDrains);
  }

  #get(): void {
    const getter: Getter = {
      controller: new AbortController(),
      expected: "waits",
      actual: "waits",
    };
    this.#getters.push(getter);
    const settle = (end: string): void => void (getter.actual = end);
    this.#queue.get({ signal: getter.controller.signal })
      .then((next) => settle(next.done ? "end" : `got ${next.value}`), () => settle("cancelled"));
    this.#model.get(getter);
  }

  #done(key: number): void {
    if (this.#model.done(key)) this.#queue.done(key);
    else assert.throws(() => this.#queue.done(key), { code: "WRONG_STATE" });
  }

  #cancel(getter: Getter | undefined): void {
    if (getter === undefined) return;
    getter.controller.abort();
    this.#model.cancel(getter);
  }

  #shutDown(verb: Verb): void {
    this.#model.shutDown();
    if (verb === "shutDown") return void this.#queue.shutDown();
    this.#openDrains += 1;
    void this.#queue.shutDownWithDrain().then(() => this.#drains += 1);
  }

  #countDrains(isReleased: boolean): void {
    if (!isReleased && !this.#model.isIdle) return;
    this.#expectedDrains += this.#openDrains;
    this.#openDrains = 0;
  }

  #compare(): void {
    const { queued, processing } = this.#queue.left();
    assert.deepEqual(queued, this.#model.queued);
    assert.deepEqual(new Set(processing), this.#model.processing);
    assert.equal(this.#queue.size, queued.length);
    assert.equal(this.#queue.isShutDown, this.#model.isShutDown);
  }
}

it("a cleanup queue does what the model says", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 60 }), async (commands) => {
      const play = new Play();
      for (const each of commands) await play.take(each);
      await play.end();
    }),
    { numRuns: 3_000, ...seeded },
  );
});
