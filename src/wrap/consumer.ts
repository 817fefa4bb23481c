/*
 * Invariants
 * 1. Each message that was taken is acknowledged or handed back, once, whatever stops or fails when.
 * 2. At most `concurrency` messages are in hand, and at most one is asked for.
 * 3. Nothing is asked for once the scope is stopping.
 * 4. The loop has not ended while a message is in hand.
 */
import {
  type Place,
  QuiesceError,
  type Release,
  type Scope,
  type TaskOutcome,
} from "../core/mod.ts";
import { obeys } from "./abort-error.ts";
import type { Consumed, ConsumeSettings, MessageHandler } from "./consume-options.ts";
import { Delivery, type DeliveryEnd } from "./delivery.ts";
import { lateTeller } from "./late-error.ts";
import type { MessageSource } from "./message-source.ts";
import { EMPTY, type Taken, type Taker, takerOf } from "./taker.ts";
import { Turns } from "./turn.ts";
import { wait } from "./wait.ts";

/** How the loop ended. Only a source that cannot be asked makes a failure. */
export interface ConsumerEnd {
  readonly consumed: Consumed;
  readonly failure?: { readonly error: unknown };
}

/** Where the loop runs. */
export interface ConsumerContext<M> {
  /** The scope of the loop alone, which closes when it has ended. */
  readonly scope: Scope;
  /** The scope above it, which hears of what comes after that. */
  readonly owner: Scope;
  readonly settings: ConsumeSettings<M>;
  /** Where it was called, for the report: all that it spawns is named by that. */
  readonly place: Place;
}

/** What a handler did: nothing to speak of, or it threw and somebody was told. */
type Worked = "done" | "failed";

/** The loop behind `consume`. Runs once. */
export class Consumer<M> {
  readonly #source: MessageSource<M>;
  readonly #work: MessageHandler<M>;
  readonly #settings: ConsumeSettings<M>;
  readonly #scope: Scope;
  readonly #owner: Scope;
  readonly #place: Place;
  readonly #taker: Taker<M>;
  readonly #turns: Turns;
  readonly #consumed: Record<DeliveryEnd, number> = { acked: 0, returned: 0, failed: 0 };
  readonly #inHand: Set<Promise<void>> = new Set();
  #freed: PromiseWithResolvers<void> = Promise.withResolvers();
  #busy = 0;
  #taken = 0;

  constructor(
    source: MessageSource<M>,
    work: MessageHandler<M>,
    { scope, owner, settings, place }: ConsumerContext<M>,
  ) {
    this.#source = source;
    this.#work = work;
    this.#settings = settings;
    this.#scope = scope;
    this.#owner = owner;
    this.#place = place;
    this.#turns = new Turns(settings.clock);
    this.#taker = takerOf(source, {
      clock: settings.clock,
      unwindMs: settings.unwindMs,
      late: (message) => this.#cameLate(message),
      failed: lateTeller(owner, {}),
    });
  }

  /** Takes and works off messages until the scope stops or the source is over. Never rejects. */
  async run(): Promise<ConsumerEnd> {
    const forget = this.#scope.onStop(() => this.#taker.leave());
    const failure = await this.#loop();
    forget();
    await Promise.all(this.#inHand);
    return { consumed: { ...this.#consumed }, ...(failure && { failure }) };
  }

  async #loop(): Promise<{ readonly error: unknown } | undefined> {
    try {
      while (await this.#mayTake()) {
        const taken = await this.#take();
        if (taken.end === "over") break;
        if (taken.end === "message") this.#begin(taken.message);
        else await this.#pause(this.#settings.idleMs);
      }
      return undefined;
    } catch (error) {
      return { error };
    }
  }

  async #mayTake(): Promise<boolean> {
    while (this.#busy >= this.#settings.concurrency && !this.#scope.isStopping) {
      await this.#freed.promise;
    }
    const turn = this.#turns.pass();
    if (turn) await turn;
    return !this.#scope.isStopping;
  }

  async #take(): Promise<Taken<M>> {
    const scope = this.#scope;
    // Not the signal of a scope: that would abort when the scope closes, and a source may still
    // hang on the signal when it has given its message.
    const controller = new AbortController();
    const forget = scope.onStop((reason) => controller.abort(reason));
    try {
      return await this.#taker.take(controller.signal);
    } catch (error) {
      if (scope.isStopping && obeys(error, scope.reason)) return EMPTY;
      throw error;
    } finally {
      forget();
    }
  }

  #begin(message: M): void {
    const ended = this.#hold(message);
    this.#inHand.add(ended);
    void ended.then(() => this.#inHand.delete(ended));
  }

  async #hold(message: M): Promise<void> {
    this.#busy += 1;
    const end = await this.#end(message);
    this.#consumed[end] += 1;
    void this.#free(end);
  }

  async #free(end: DeliveryEnd): Promise<void> {
    if (end === "failed") await this.#pause(this.#settings.pauseMs);
    this.#busy -= 1;
    this.#freed.resolve();
    this.#freed = Promise.withResolvers();
  }

  #end(message: M): Promise<DeliveryEnd> {
    const delivery = this.#delivery(message, this.#scope);
    return this.#isTooLate() ? delivery.settle("release") : this.#workOff(delivery);
  }

  /** What came after the stop is finished when it cannot be handed back. */
  #isTooLate(): boolean {
    const { isStopping, isAborted } = this.#scope;
    return isAborted || (isStopping && this.#source.release !== undefined);
  }

  async #workOff(delivery: Delivery<M>): Promise<DeliveryEnd> {
    const scope = this.#scope;
    const run = (own: Scope): Promise<Worked> => this.#handle(delivery.message, own);
    const task = scope.spawn(delivery.name, run, { place: this.#place });
    const forget = this.#handBackWhenCut(delivery);
    const outcome = await task.outcome;
    forget();
    if (isDone(outcome)) return await delivery.settle("ack");
    const end = await delivery.settle("release");
    return outcome.end === "stopped" || outcome.end === "refused" ? end : "failed";
  }

  async #handle(message: M, scope: Scope): Promise<Worked> {
    const { messageFailed } = this.#settings;
    try {
      await this.#work(message, scope);
      return "done";
    } catch (error) {
      const isStop = scope.isStopping && obeys(error, scope.reason);
      if (messageFailed === undefined || isStop) throw error;
      messageFailed(error, message);
      return "failed";
    }
  }

  /** The handler has its signal; when it does not end in time, the message goes back without it. */
  #handBackWhenCut(delivery: Delivery<M>): () => void {
    const { clock, unwindMs } = this.#settings;
    let disarm: Release | undefined;
    const forget = this.#scope.onAbort(() => {
      disarm = clock.after(unwindMs, () => void delivery.settle("release"));
    });
    return () => {
      forget();
      disarm?.();
    };
  }

  #cameLate(message: M): void {
    if (this.#source.release !== undefined) {
      void this.#delivery(message, this.#owner).settle("release");
      return;
    }
    const what = `Cannot hand back a message of "${this.#settings.name}": there is no "release"`;
    lateTeller(this.#owner, {})(new QuiesceError("CLOSED", what));
  }

  #delivery(message: M, scope: Scope): Delivery<M> {
    this.#taken += 1;
    const context = { scope, ends: this.#source, place: this.#place };
    return new Delivery(context, message, this.#taken);
  }

  async #pause(ms: number): Promise<void> {
    const { clock } = this.#settings;
    await wait(ms, { clock, stopping: this.#scope });
  }
}

function isDone(outcome: TaskOutcome<Worked>): boolean {
  return outcome.end === "done" && outcome.value === "done";
}
