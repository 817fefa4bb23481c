import { Buffer } from "node:buffer";
import { type AnswerSize, Measure } from "../wire/answer-size.ts";
import { readHead, type ResponseHead } from "../wire/response-head.ts";
import { ResponseReader } from "../wire/response-reader.ts";
import { requestText } from "../wire/request-text.ts";
import type { Route } from "../settings.ts";
import { type Address, openSocket } from "../wire/socket.ts";

/** How a request is made to find out what answers it. */
export interface AskOptions {
  /** For how long it is listened. */
  readonly limitMs: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The rest of the body is sent this much later. */
  readonly pauseMs?: number;
}

/** What came back within the limit. Times are from the moment at which it was sent. */
export interface Heard extends AnswerSize {
  /** `undefined`: not a head. */
  readonly status: number | undefined;
  readonly headers: ReadonlyMap<string, string>;
  /** When the first byte of the head, and the first of the body came. */
  readonly headMs: number | undefined;
  readonly bodyMs: number | undefined;
  /** When the answer was whole. */
  readonly endMs: number | undefined;
  /** The beginning of the body. */
  readonly text: string;
  /** Why there is no status, should it not be that nothing came. */
  readonly silence?: string;
}

const KEPT = 200;
/** Of what sends more than that before it has said its status, or ends, nothing is to be learned. */
const MOST_HEAD = 65_536;
const MOST_BYTES = 4 * 1_024 * 1_024;

/** Sends one request on a connection of its own, and tells what came back. Never rejects. */
export async function ask(address: Address, route: Route, options: AskOptions): Promise<Heard> {
  const { socket, readyEvent } = openSocket(address);
  const over = Promise.withResolvers<void>();
  const listener = new Listener(over.resolve);
  const timers = [setTimeout(over.resolve, options.limitMs)];
  socket.on(readyEvent, () => {
    const [first, rest] = halves(route, address, options);
    listener.sent();
    socket.write(first);
    timers.push(setTimeout(() => socket.write(rest), options.pauseMs ?? 0));
  });
  socket.on("data", (bytes: Uint8Array) => listener.read(bytes));
  socket.on("end", () => listener.end());
  socket.on("error", () => listener.gone());
  socket.on("close", () => listener.gone());
  await over.promise;
  timers.forEach(clearTimeout);
  socket.destroy();
  return listener.heard();
}

function halves(route: Route, { host, port }: Address, options: AskOptions): [string, string] {
  const { body = "", headers = {} } = options;
  const text = requestText(route, `${host}:${port}`, { body, headers });
  const middle = text.length - Math.ceil(body.length / 2);
  return [text.slice(0, middle), text.slice(middle)];
}

/** Notes when which part of the answer came. */
class Listener {
  readonly #reader: ResponseReader = new ResponseReader();
  readonly #over: () => void;
  #head: ResponseHead | undefined;
  #start = "";
  #sentMs = performance.now();
  #headMs: number | undefined;
  #bodyMs: number | undefined;
  #endMs: number | undefined;
  readonly #size: Measure = new Measure();
  #text = "";
  #hasEnded = false;
  #bytes = 0;

  constructor(over: () => void) {
    this.#over = over;
    this.#reader.onBody = (text) => this.#body(text);
    this.#reader.onAnswer = () => this.#whole();
  }

  sent(): void {
    this.#sentMs = performance.now();
  }

  read(bytes: Uint8Array): void {
    this.#headMs ??= this.#nowMs();
    if (this.#isOver) return;
    this.#bytes += bytes.length;
    if (!this.#head) this.#readHead(bytes);
    this.#reader.push(bytes);
    if (this.#isOver) this.#over();
  }

  /** Of what has no end, or is no HTTP, nothing more is to be learned. */
  get #isOver(): boolean {
    const most = this.#head ? MOST_BYTES : MOST_HEAD;
    if (this.#bytes > most || this.#reader.broken !== undefined) return true;
    return this.#bodyMs !== undefined && isEvents(this.heard().headers);
  }

  end(): void {
    this.#reader.end();
    this.gone();
  }

  gone(): void {
    this.#hasEnded = true;
    this.#over();
  }

  heard(): Heard {
    return {
      status: this.#head?.status,
      headers: this.#head?.headers ?? new Map(),
      headMs: this.#headMs,
      bodyMs: this.#bodyMs,
      endMs: this.#endMs,
      ...this.#size.size,
      text: this.#text,
      ...this.#silence(),
    };
  }

  #silence(): Pick<Heard, "silence"> {
    if (this.#head) return {};
    const { broken } = this.#reader;
    // It goes to a terminal, and may hold anything.
    const why = broken?.replaceAll(/[^ -~]/g, "?");
    if (why !== undefined) return { silence: `what is no HTTP/1.1: ${why}` };
    if (this.#bytes > MOST_HEAD) return { silence: "no status in as much as it sent" };
    return this.#hasEnded ? { silence: "no answer, and the connection was ended" } : {};
  }

  /** The reader tells of a head only once all is whole. */
  #readHead(bytes: Uint8Array): void {
    this.#start += Buffer.from(bytes).toString("latin1");
    const heads = this.#start.split("\r\n\r\n").slice(0, -1);
    const text = heads.find((head) => !/^HTTP\/1\.1 1(?!01)/.test(head));
    if (text !== undefined && /^HTTP\/1\.[01] [1-9]\d\d/.test(text)) this.#head = readHead(text);
  }

  #body(text: string): void {
    this.#bodyMs ??= this.#nowMs();
    this.#size.push(text);
    if (this.#text.length < KEPT) this.#text = (this.#text + text).slice(0, KEPT);
  }

  #whole(): void {
    this.#endMs = this.#nowMs();
    this.#over();
  }

  #nowMs(): number {
    return performance.now() - this.#sentMs;
  }
}

/** Whether these headers announce server-sent events. */
export function isEvents(headers: ReadonlyMap<string, string>): boolean {
  return (headers.get("content-type") ?? "").startsWith("text/event-stream");
}
