import type { Receiver } from "../../../src/wrap/mod.ts";

/** A queue that keeps a record of what is done to each of its messages. */
export class HandQueue implements Receiver<string> {
  readonly log: string[] = [];
  readonly asked: PromiseWithResolvers<string | undefined>[] = [];
  readonly signals: AbortSignal[] = [];
  readonly #waiting: string[] = [];
  onAck: (message: string) => unknown = () => {};
  onRelease: (message: string) => unknown = () => {};

  constructor(...messages: readonly string[]) {
    this.#waiting.push(...messages);
  }

  /** Gives what waits at once; else it settles as the test says, or is empty when aborted. */
  receive(signal: AbortSignal): Promise<string | undefined> {
    const message = this.#waiting.shift();
    if (message !== undefined) return Promise.resolve(message);
    this.signals.push(signal);
    const asked = Promise.withResolvers<string | undefined>();
    this.asked.push(asked);
    signal.addEventListener("abort", () => asked.reject(signal.reason));
    return asked.promise;
  }

  ack(message: string): unknown {
    this.log.push(`ack ${message}`);
    return this.onAck(message);
  }

  release(message: string): unknown {
    this.log.push(`release ${message}`);
    return this.onRelease(message);
  }
}
