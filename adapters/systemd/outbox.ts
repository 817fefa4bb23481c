import { isTurn, type Message, type Send } from "./message.ts";

/**
 * Sends messages one after the other, since each may go through a process of its own.
 *
 * What waits is merged with what follows, so that only the latest status is sent; two turns of the
 * life stay two messages, in their order.
 */
export class Outbox {
  readonly #send: Send;
  readonly #failed: (error: unknown) => void;
  readonly #waiting: Message[] = [];
  #running: Promise<void> | undefined;

  constructor(send: Send, failed: (error: unknown) => void) {
    this.#send = send;
    this.#failed = failed;
  }

  /** Sends `message` now, or as soon as what came before has left. */
  push(message: Message): void {
    const last = this.#waiting.at(-1);
    if (last && !(isTurn(last) && isTurn(message))) {
      this.#waiting[this.#waiting.length - 1] = { ...last, ...message };
    } else {
      this.#waiting.push(message);
    }
    this.#running ??= this.#run();
  }

  /** **Ends** when nothing waits any more. Never rejects. */
  async sent(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      try {
        await this.#send(next);
      } catch (error) {
        this.#failed(error);
      }
    }
    this.#running = undefined;
  }
}
