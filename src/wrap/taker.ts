import { aFunction, badOption } from "../check/mod.ts";
import type { Clock, Release } from "../core/mod.ts";
import { onAbort } from "./abort-source.ts";
import type { MessageSource, Receiver } from "./message-source.ts";

/** What came of asking for a message. `over` means that none will ever come. */
export type Taken<M> =
  | { readonly end: "message"; readonly message: M }
  | { readonly end: "empty" }
  | { readonly end: "over" };

/** Asks a source for messages, whatever its kind. */
export interface Taker<M> {
  /** Waits for one message; the signal aborts when none is wanted any more. */
  take(signal: AbortSignal): Promise<Taken<M>>;
  /** Tells the source that nothing more is taken. */
  leave(): void;
}

/** What taking from an iteration needs. */
export interface TakerOptions<M> {
  readonly clock: Clock;
  /** How long an iteration may take to end when it is told to. */
  readonly unwindMs: number;
  /** Gets a message that comes after the iteration was left behind. */
  readonly late: (message: M) => void;
  /** Gets what an iteration throws when it is told to end, or after it was left behind. */
  readonly failed: (error: unknown) => void;
}

/** What is said when nothing came. */
export const EMPTY: Taken<never> = Object.freeze({ end: "empty" });
const OVER: Taken<never> = Object.freeze({ end: "over" });

/** Checks at the door what {@linkcode takerOf} relies on. */
export function checkSource(source: unknown): void {
  if (typeof source === "object" && source !== null) {
    if (Symbol.asyncIterator in source) return;
    if ("receive" in source) return void aFunction("consume", "source.receive", source.receive);
  }
  throw badOption("consume", "source", 'an object with "receive" or an async iterable', source);
}

/** Makes both kinds of sources look the same. What is both, as a channel is, is iterated over. */
export function takerOf<M>(source: MessageSource<M>, options: TakerOptions<M>): Taker<M> {
  return Symbol.asyncIterator in source ? new Iteration(source, options) : receiving(source);
}

function receiving<M>(source: Receiver<M>): Taker<M> {
  return {
    take: async (signal) => {
      const message = await source.receive(signal);
      return message === undefined ? EMPTY : { end: "message", message };
    },
    leave: () => {},
  };
}

/**
 * An iteration takes no signal: it is told to return, once, and then given a while to do so. A
 * generator that hangs cannot return; it is left behind, and what it still gives is not lost.
 */
class Iteration<M> implements Taker<M> {
  readonly #source: AsyncIterable<M>;
  readonly #options: TakerOptions<M>;
  #iterator: AsyncIterator<M> | undefined;
  #isOver = false;

  constructor(source: AsyncIterable<M>, options: TakerOptions<M>) {
    this.#source = source;
    this.#options = options;
  }

  async take(signal: AbortSignal): Promise<Taken<M>> {
    const next = this.#next();
    const left = Promise.withResolvers<Taken<M>>();
    const { clock, unwindMs } = this.#options;
    let giveUp: Release | undefined;
    const forget = onAbort(signal, () => {
      this.leave();
      giveUp = clock.after(unwindMs, () => {
        left.resolve(OVER);
        this.#giveLate(next);
      });
    });
    try {
      return await Promise.race([next, left.promise]);
    } finally {
      forget();
      giveUp?.();
    }
  }

  leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    (async () => await this.#iterator?.return?.())().catch(this.#options.failed);
  }

  async #next(): Promise<Taken<M>> {
    this.#iterator ??= this.#source[Symbol.asyncIterator]();
    try {
      const { done, value } = await this.#iterator.next();
      if (done !== true) return { end: "message", message: value };
      this.#isOver = true;
      return OVER;
    } catch (error) {
      this.#isOver = true;
      throw error;
    }
  }

  #giveLate(next: Promise<Taken<M>>): void {
    const { late, failed } = this.#options;
    next.then((taken) => taken.end === "message" && late(taken.message), failed);
  }
}
