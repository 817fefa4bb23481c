/*
 * Invariants
 * 1. The source is cancelled at most once, by the abort or by the consumer, and never after it has
 *    ended by itself.
 * 2. The lock on the source is released as soon as either side has ended.
 * 3. The source is read only while somebody waits for a chunk, so back-pressure reaches it.
 */
import { type AbortSource, onAbort } from "./abort-source.ts";
import type { Release } from "../core/mod.ts";

/** Who hears of the end of a stream. */
export interface StreamEars {
  /** The source failed after it was left behind. */
  readonly tell: (error: unknown) => void;
  /** The stream has ended, whichever way. Called once. */
  readonly ended?: () => void;
}

/** A stream of what `source` gives, until that ends or `until` is aborted. */
export function abortableStream<T>(
  source: ReadableStream<T>,
  until: AbortSource,
  ears: StreamEars,
): ReadableStream<T> {
  const link = new Link(source.getReader(), ears);
  return new ReadableStream<T>({
    start: (controller) => link.start(controller, until),
    pull: () => link.pull(),
    cancel: (reason) => link.cancel(reason),
  }, { highWaterMark: 0 });
}

class Link<T> {
  readonly #reader: ReadableStreamDefaultReader<T>;
  readonly #ears: StreamEars;
  #controller: ReadableStreamDefaultController<T> | undefined;
  #forget: Release | undefined;
  #isReading = false;
  #isOver = false;

  constructor(reader: ReadableStreamDefaultReader<T>, ears: StreamEars) {
    this.#reader = reader;
    this.#ears = ears;
  }

  start(controller: ReadableStreamDefaultController<T>, until: AbortSource): void {
    this.#controller = controller;
    this.#forget = onAbort(until, (reason) => this.#abort(reason));
    this.#reader.closed.then(
      () => this.#isReading || this.#close(),
      (error: unknown) => this.#isReading || this.#fail(error),
    );
  }

  async pull(): Promise<void> {
    this.#isReading = true;
    try {
      const { done, value } = await this.#reader.read();
      if (this.#isOver) return;
      if (done) this.#close();
      else this.#controller?.enqueue(value);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isReading = false;
    }
  }

  async cancel(reason: unknown): Promise<void> {
    await this.#leave(() => this.#reader.cancel(reason));
  }

  #abort(reason: unknown): void {
    if (this.#isOver) return;
    this.#controller?.error(reason);
    this.#leave(() => this.#reader.cancel(reason)).catch(this.#ears.tell);
  }

  #close(): void {
    if (this.#isOver) return;
    this.#controller?.close();
    void this.#leave();
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    this.#controller?.error(error);
    void this.#leave();
  }

  /** The lock goes after `last` has begun: a cancelled stream holds no read back. */
  async #leave(last?: () => Promise<void>): Promise<void> {
    this.#isOver = true;
    this.#forget?.();
    const left = last?.();
    this.#reader.releaseLock();
    this.#ears.ended?.();
    await left;
  }
}
