/*
 * Invariants
 * 1. A receiver waits only while the buffer is empty and no sender waits.
 * 2. A sender waits only while the buffer is full; so whoever sends later cannot overtake it.
 * 3. A value is in one place: with its sender, in the buffer, or with its receiver. It moves in one
 *    synchronous step, in which no code of the user runs.
 * 4. Who waits is settled once, and leaves its list and its signal in the same step.
 */
import { badOption, QuiesceError, wholeNumber } from "../check/mod.ts";
import { cancelReason, isCancelled, type WaitOptions } from "./cancellation.ts";
import { ChannelIterator, type Receiving } from "./channel-iterator.ts";
import { END, type Received } from "./received.ts";
import { RingBuffer } from "./ring-buffer.ts";
import { WaitList } from "./waiter.ts";

const ACTION = "make a channel";
const SENT: Promise<void> = Promise.resolve();

/** Which kind of channel it is. */
export interface ChannelOptions {
  /**
   * How many values wait in the channel before a sender does. Default: 0, a sender waits until its
   * value is received. A whole number: a channel without bounds would hide a slow receiver until
   * the memory is full.
   */
  readonly capacity?: number;
  /**
   * Keeps only the newest value: a sender never waits, and replaces what was not received yet.
   * Default: `false`. It has no `capacity`.
   */
  readonly latest?: boolean;
}

/**
 * Hands values from those who send to those who receive, each to exactly one, in order.
 *
 * `capacity` says how far senders may be ahead: 0 is a rendezvous, n a buffer; `latest` keeps the
 * newest value only. No value is lost or delivered twice, whoever gives up when: a `send` that
 * rejects was not delivered, a `receive` that rejects took nothing. Unlike a `Pool`, a channel
 * neither runs nor owns work.
 *
 * **Order**: first come, first served, among senders and among receivers; nobody overtakes who
 * waits. **Cancelled**: waiting is given up with the reason of its signal; then the signal has no
 * listener of ours, and giving up takes constant time however many wait. **Yours**: do not race a
 * `receive` against a timeout and forget it: it takes a value when one comes. Give it a signal.
 *
 * @example A producer that is at most two values ahead
 * ```ts
 * import { Scope } from "quiesce";
 * import { Channel } from "quiesce/tasks";
 *
 * const channel = new Channel<number>({ capacity: 2 });
 * const scope = new Scope("numbers");
 * scope.spawn("producer", async (own) => {
 *   for (let n = 1; n <= 4; n += 1) await channel.send(n, { signal: own });
 *   channel.close();
 * });
 * const received: number[] = [];
 * for await (const n of channel) received.push(n);
 * await scope.close();
 * console.assert(received.join() === "1,2,3,4");
 * ```
 */
export class Channel<T> implements AsyncIterable<T, undefined>, Disposable {
  readonly #buffer: RingBuffer<T> = new RingBuffer();
  readonly #senders: WaitList<T, void> = new WaitList();
  readonly #receivers: WaitList<undefined, Received<T>> = new WaitList();
  readonly #closed: PromiseWithResolvers<void> = Promise.withResolvers();
  readonly #capacity: number;
  readonly #isLatest: boolean;
  #isClosed = false;
  #reason: unknown;

  /**
   * Makes an open channel.
   *
   * @throws {QuiesceError} `BAD_OPTION` when `capacity` is not a whole number of zero or more, or
   * is given together with `latest`
   */
  constructor(options: ChannelOptions = {}) {
    const { capacity, latest = false } = options;
    if (latest && capacity !== undefined) {
      throw badOption(ACTION, "capacity", 'left out when "latest" is true', capacity);
    }
    this.#isLatest = latest;
    this.#capacity = latest ? 1 : wholeNumber(ACTION, "capacity", capacity ?? 0);
  }

  /** How many values are in it, without those of senders that wait. */
  get size(): number {
    return this.#buffer.size;
  }

  /** Whether it takes nothing more. There may be values in it still. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** **Ends** when it is closed, which says nothing about the values in it. Never rejects. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /**
   * Sends one value.
   *
   * **Ends** when the value is in the buffer or, without a buffer, has been received; at once when
   * only the latest is kept. **Cancelled**: rejects with the reason, and the value is not delivered.
   * **Late**: rejects when the channel is closed, also while it waits; the value is not delivered.
   *
   * @throws {QuiesceError} `CLOSED` when the channel is closed; its `cause` is the reason
   */
  send(value: T, options?: WaitOptions): Promise<void> {
    const by = options?.signal;
    if (by !== undefined && isCancelled(by)) return Promise.reject(cancelReason(by));
    if (this.trySend(value)) return SENT;
    if (this.#isClosed) return Promise.reject(this.#closedError());
    return this.#senders.wait(value, by).promise;
  }

  /** Sends one value if that needs no waiting; says whether it did. Never on a closed channel. */
  trySend(value: T): boolean {
    if (this.#isClosed) return false;
    const receiver = this.#receivers.first;
    if (receiver !== undefined) receiver.resolve({ done: false, value });
    else if (this.#buffer.size < this.#capacity) this.#buffer.push(value);
    else if (this.#isLatest) this.#replace(value);
    else return false;
    return true;
  }

  /**
   * Receives one value.
   *
   * **Ends** with the next value, or with `done: true` when the channel is closed and empty.
   * **Cancelled**: rejects with the reason, and leaves the value in the channel.
   */
  receive(options?: WaitOptions): Promise<Received<T>> {
    const receiving = this.#receive(options);
    return "promise" in receiving ? receiving.promise : receiving;
  }

  /** Receives one value if that needs no waiting; `undefined` when it does. */
  tryReceive(): Received<T> | undefined {
    const sender = this.#senders.first;
    if (this.#buffer.size === 0 && sender === undefined) return this.#isClosed ? END : undefined;
    // SAFETY: a value may itself be `undefined`; that there is one was asked by size.
    const value = (this.#buffer.size > 0 ? this.#buffer.shift() : sender?.value) as T;
    if (sender !== undefined) {
      if (this.#capacity > 0) this.#buffer.push(sender.value);
      sender.resolve();
    }
    return { done: false, value };
  }

  /**
   * Takes nothing more. Senders that wait are rejected, receivers get what is in it and then the
   * end.
   *
   * **Again**: nothing; the first reason stays.
   */
  close(reason?: unknown): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#reason = reason;
    const { first: sender } = this.#senders;
    const error = sender && this.#closedError();
    for (let next = sender; next; next = this.#senders.first) next.cancel(error);
    for (let next = this.#receivers.first; next; next = this.#receivers.first) next.resolve(END);
    this.#closed.resolve();
  }

  /** The same as {@linkcode close}, so that a scope can own the channel. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * What comes out of it, for `for await`. Several iterations share the values.
   *
   * **Ends** when the channel is closed and empty. **Again**: leaving the loop leaves the channel
   * open and takes no value along. **Cancelled**: the loop throws the reason.
   */
  values(options?: WaitOptions): AsyncIterableIterator<T, undefined> {
    return new ChannelIterator(() => this.#receive(options));
  }

  /** The same as {@linkcode values}, without a signal. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T, undefined> {
    return this.values();
  }

  #receive(options: WaitOptions | undefined): Receiving<T> {
    const by = options?.signal;
    if (by !== undefined && isCancelled(by)) return Promise.reject(cancelReason(by));
    const received = this.tryReceive();
    if (received !== undefined) return Promise.resolve(received);
    return this.#receivers.wait(undefined, by);
  }

  #replace(value: T): void {
    this.#buffer.shift();
    this.#buffer.push(value);
  }

  #closedError(): QuiesceError {
    const options = this.#reason === undefined ? undefined : { cause: this.#reason };
    return new QuiesceError("CLOSED", "Cannot send to a channel: it is closed", options);
  }
}
