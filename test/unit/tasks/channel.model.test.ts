import assert from "node:assert/strict";
import process from "node:process";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import { Channel, type ChannelOptions } from "../../../src/tasks/mod.ts";

/** fast-check prints the seed of a failure; `FC_SEED=<seed>` runs it again on every runtime. */
const seed = process.env["FC_SEED"];
const seeded = seed === undefined ? {} : { seed: Number(seed) };

const KINDS: Readonly<Record<string, ChannelOptions>> = {
  "unbuffered": {},
  "bounded by 1": { capacity: 1 },
  "bounded by 3": { capacity: 3 },
  "latest-value": { latest: true },
};

type Command =
  | { readonly verb: "send" | "receive"; readonly signal: "none" | "own" | "shared" }
  | { readonly verb: "trySend" | "tryReceive" | "next" | "leave" | "close" | "turn" | "abort" }
  | { readonly verb: "cancel"; readonly at: number };

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      verb: fc.constantFrom("send" as const, "receive" as const),
      signal: fc.constantFrom("none" as const, "own" as const, "shared" as const),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      verb: fc.constantFrom("trySend" as const, "tryReceive" as const, "next" as const),
    }),
  },
  { weight: 4, arbitrary: fc.record({ verb: fc.constant("cancel" as const), at: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.constant({ verb: "turn" } as const) },
  {
    weight: 1,
    arbitrary: fc.record({
      verb: fc.constantFrom("close" as const, "abort" as const, "leave" as const),
    }),
  },
);

/** A call that may wait: what the model says of it, and what the channel did. */
interface Call {
  readonly verb: "send" | "receive";
  readonly value: number;
  readonly signal: "none" | "own" | "shared" | "loop";
  readonly controller: AbortController;
  expected: string;
  actual: string;
}

/** What a channel is, by plain arrays and without a thought for speed. */
class Model {
  readonly #room: number;
  readonly #isLatest: boolean;
  buffer: number[] = [];
  senders: Call[] = [];
  receivers: Call[] = [];
  isClosed = false;

  constructor({ capacity = 0, latest = false }: ChannelOptions) {
    this.#room = latest ? 1 : capacity;
    this.#isLatest = latest;
  }

  trySend(value: number): boolean {
    if (this.isClosed) return false;
    const receiver = this.receivers.shift();
    if (receiver) receiver.expected = `got ${value}`;
    else if (this.#isLatest) this.buffer = [value];
    else if (this.buffer.length < this.#room) this.buffer.push(value);
    else return false;
    return true;
  }

  tryReceive(): string {
    const held = [...this.buffer, ...this.senders.map(({ value }) => value)];
    const value = held.shift();
    if (value === undefined) return this.isClosed ? "end" : "nothing";
    for (const sender of this.senders.splice(0, 1)) sender.expected = "sent";
    this.buffer = held.slice(0, this.#room);
    return `got ${value}`;
  }

  send(call: Call): void {
    if (this.trySend(call.value)) call.expected = "sent";
    else if (this.isClosed) call.expected = "CLOSED";
    else this.senders.push(call);
  }

  receive(call: Call): void {
    const received = this.tryReceive();
    if (received === "nothing") this.receivers.push(call);
    else call.expected = received;
  }

  giveUp(why: string, which: (call: Call) => boolean): void {
    for (const call of [...this.senders, ...this.receivers].filter(which)) call.expected = why;
    this.senders = this.senders.filter((call) => !which(call));
    this.receivers = this.receivers.filter((call) => !which(call));
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const call of this.senders.splice(0)) call.expected = "CLOSED";
    for (const call of this.receivers.splice(0)) call.expected = "end";
  }
}

/** Plays one list of commands to the channel and to the model. */
class Play {
  readonly #channel: Channel<number>;
  readonly #model: Model;
  readonly #shared = new AbortController();
  readonly #calls: Call[] = [];
  readonly #loop: AsyncIterableIterator<number, undefined>;
  #hasLeft = false;
  #value = 0;

  constructor(options: ChannelOptions) {
    this.#channel = new Channel(options);
    this.#model = new Model(options);
    this.#loop = this.#channel.values();
  }

  async take(command: Command): Promise<void> {
    const { verb } = command;
    if (verb === "send" || verb === "receive") this.#start(verb, command.signal);
    else if (verb === "next") this.#next();
    else if (verb === "turn") await undefined;
    else if (verb === "cancel") this.#cancel(this.#calls.at(command.at - this.#calls.length));
    else this.#now(verb);
    assert.equal(this.#channel.size, this.#model.buffer.length);
    assert.equal(this.#channel.isClosed, this.#model.isClosed);
  }

  async end(): Promise<void> {
    await settled();
    for (const { verb, value, expected, actual } of this.#calls) {
      assert.equal(actual, expected, `${verb} ${value}`);
    }
  }

  #now(verb: "trySend" | "tryReceive" | "close" | "leave" | "abort"): void {
    const channel = this.#channel;
    const model = this.#model;
    if (verb === "trySend") {
      const value = this.#value++;
      assert.equal(channel.trySend(value), model.trySend(value));
    } else if (verb === "tryReceive") {
      assert.equal(told(channel.tryReceive()), model.tryReceive());
    } else if (verb === "close") {
      channel.close();
      model.close();
    } else if (verb === "leave") {
      void this.#loop.return?.();
      this.#hasLeft = true;
      model.giveUp("end", ({ signal }) => signal === "loop");
    } else {
      this.#shared.abort(new Error("aborted"));
      model.giveUp("aborted", ({ signal }) => signal === "shared");
    }
  }

  #start(verb: "send" | "receive", signal: "none" | "own" | "shared"): void {
    const call = this.#call(verb, signal);
    const given = this.#signalOf(call);
    const options = given && { signal: given };
    const { value } = call;
    if (verb === "send") watch(call, this.#channel.send(value, options).then(() => "sent"));
    else watch(call, this.#channel.receive(options).then(told));
    if (given?.aborted === true) call.expected = "aborted";
    else this.#model[verb](call);
  }

  #next(): void {
    const call = this.#call("receive", "loop");
    watch(call, this.#loop.next().then(told));
    if (this.#hasLeft) call.expected = "end";
    else this.#model.receive(call);
  }

  #call(verb: "send" | "receive", signal: Call["signal"]): Call {
    const controller = new AbortController();
    const value = this.#value++;
    const call = { verb, value, signal, controller, expected: "waits", actual: "waits" };
    this.#calls.push(call);
    return call;
  }

  #signalOf({ signal, controller }: Call): AbortSignal | undefined {
    if (signal === "none") return undefined;
    return signal === "own" ? controller.signal : this.#shared.signal;
  }

  #cancel(call: Call | undefined): void {
    if (call?.signal !== "own") return;
    call.controller.abort(new Error("aborted"));
    this.#model.giveUp("aborted", (each) => each === call);
  }
}

function told(received: IteratorResult<number, undefined> | undefined): string {
  if (received === undefined) return "nothing";
  return received.done ? "end" : `got ${received.value}`;
}

function watch(call: Call, outcome: Promise<string>): void {
  const settle = (end: string): void => {
    assert.equal(call.actual, "waits", "a call settles once");
    call.actual = end;
  };
  outcome.then(settle, ({ code, message }) => settle(code ?? message));
}

/** Lets all promises settle that can. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await undefined;
}

for (const [kind, options] of Object.entries(KINDS)) {
  it(`does what the model says, ${kind}`, { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 60 }), async (commands) => {
        const play = new Play(options);
        for (const each of commands) await play.take(each);
        await play.end();
      }),
      { numRuns: 4_000, ...seeded },
    );
  });
}

interface Actor {
  /** How many promises it waits for between two calls, and before it gives a call up. */
  readonly restTurns: number;
  readonly patienceTurns: number;
}

const actors = fc.array(fc.record({ restTurns: fc.nat(3), patienceTurns: fc.nat(9) }), {
  minLength: 1,
  maxLength: 4,
});

describe("many who send, receive and give up at the same time", () => {
  for (const [kind, options] of Object.entries(KINDS)) {
    it(`lose nothing and get nothing twice, ${kind}`, { timeout: 60_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(actors, actors, fc.nat(60), async (producers, consumers, closeTurn) => {
          const { sent, rejected, received } = await crowd(options, {
            producers,
            consumers,
            closeTurn,
          });

          assert.equal(new Set(received).size, received.length, "nothing twice");
          assert.deepEqual(received.filter((value) => rejected.has(value)), [], "no rejected one");
          const lost = [...sent].filter((value) => !received.includes(value));
          if (options.latest !== true) assert.deepEqual(lost, [], "nothing lost");
          assert.deepEqual(received.filter((value) => !sent.has(value)), [], "nothing invented");
        }),
        { numRuns: 400, ...seeded },
      );
    });
  }
});

interface Cast {
  readonly producers: readonly Actor[];
  readonly consumers: readonly Actor[];
  readonly closeTurn: number;
}

/** Everybody acts by turns of promises, so that one seed is one interleaving on every runtime. */
async function crowd(options: ChannelOptions, { producers, consumers, closeTurn }: Cast) {
  const channel = new Channel<number>(options);
  const sent = new Set<number>();
  const rejected = new Set<number>();
  const received: number[] = [];
  const produce = async (actor: Actor, at: number): Promise<void> => {
    for (let n = 0; n < 12; n += 1) {
      const value = at * 100 + n;
      await patiently(actor, (signal) => channel.send(value, { signal }))
        .then(() => sent.add(value), () => rejected.add(value));
    }
  };
  const consume = async (actor: Actor): Promise<void> => {
    for (let isOver = false; !isOver;) {
      await patiently(actor, (signal) => channel.receive({ signal })).then((result) => {
        if (result.done) isOver = true;
        else received.push(result.value);
      }, () => {});
    }
  };
  const close = turns(closeTurn).then(() => channel.close());
  await Promise.all([...producers.map(produce), ...consumers.map(consume), close]);
  return { sent, rejected, received };
}

async function patiently<T>(
  { restTurns, patienceTurns }: Actor,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  await turns(restTurns);
  const controller = new AbortController();
  const result = call(controller.signal);
  void turns(patienceTurns).then(() => controller.abort(new Error("out of patience")));
  return await result;
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await undefined;
}
