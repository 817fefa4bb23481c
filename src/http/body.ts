import { isEventType } from "./event-stream.ts";

/** A body that passes on another and can be ended by us. */
export interface EndableBody {
  readonly body: ReadableStream<Uint8Array>;
  /** Ends it cleanly, as if its source had come to its end; the source is cancelled. */
  end(reason: unknown): void;
}

/** How a body ended. `cancelled` means that the client is gone. */
export type BodyEnd = "done" | "cancelled";

/** Whether the response is an endless stream of events, which a client opens again by itself. */
export function isEventStream({ headers }: Response): boolean {
  return isEventType(headers.get("content-type"));
}

/** Bun types a text only when it is sent; until then nothing tells it from a stream. */
let textsAreTyped: boolean | undefined;

/** Whether this runtime gives a response that is made of a text its type at once, as it should. */
export function typesTexts(): boolean {
  return textsAreTyped ??= new Response("").headers.has("content-type");
}

/** What Bun shows of a body that it holds as a whole. The values of headers stand further right. */
const WHOLE = /^ {2}(Blob|FileRef) \(/m;

interface Shower {
  inspect(value: unknown): string;
}

/**
 * Whether the body may come in pieces. A stream under the type of a text is taken for a text, since
 * to look at a body costs much; so it is asked only where the runtime tells when a response has
 * ended.
 */
export function mayStream({ headers }: Response): boolean {
  if (headers.has("content-length")) return false;
  if (headers.has("transfer-encoding")) return true;
  const type = headers.get("content-type");
  return type === null ? typesTexts() : !/^(text\/|application\/json)/.test(type);
}

/**
 * Whether the body may come in pieces, whatever its type is. Only Bun tells no one when a response
 * has ended, so only there it must be known; to ask for the body itself would make it a stream.
 */
export function isUnbounded(response: Response): boolean {
  const { Bun } = globalThis as { readonly Bun?: Shower };
  if (Bun) return !WHOLE.test(Bun.inspect(response));
  return mayStream(response);
}

/** Wraps `source`; `ended` is called once, when it has come to its end, whichever way. */
export function endableBody(
  source: ReadableStream<Uint8Array>,
  ended: (end: BodyEnd) => void,
): EndableBody {
  const link = new Link(source.getReader(), ended);
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => link.start(controller),
    pull: () => link.pull(),
    cancel: (reason) => link.cancel(reason),
  }, { highWaterMark: 0 });
  return { body, end: (reason) => link.end(reason) };
}

class Link {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #ended: (end: BodyEnd) => void;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #isOver = false;

  constructor(
    reader: ReadableStreamDefaultReader<Uint8Array>,
    ended: (end: BodyEnd) => void,
  ) {
    this.#reader = reader;
    this.#ended = ended;
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.#controller = controller;
  }

  async pull(): Promise<void> {
    try {
      const { done, value } = await this.#reader.read();
      if (done) this.#close();
      else if (!this.#isOver) this.#controller?.enqueue(value);
    } catch (error) {
      this.#finish("done");
      throw error;
    }
  }

  async cancel(reason: unknown): Promise<void> {
    this.#finish("cancelled");
    await this.#reader.cancel(reason);
  }

  end(reason: unknown): void {
    this.#close();
    // What the source makes of it is its own affair: its consumer has got a clean end.
    this.#reader.cancel(reason).catch(() => {});
  }

  #close(): void {
    if (this.#isOver) return;
    this.#controller?.close();
    this.#finish("done");
  }

  #finish(how: BodyEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#ended(how);
  }
}
