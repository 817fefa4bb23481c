import { Buffer } from "node:buffer";
import { type AnswerSize, Measure } from "./answer-size.ts";
import { BrokenResponse, framingOf, readHead, type ResponseHead } from "./response-head.ts";

/** How much of a body is kept: enough to see how it ended. */
const KEPT_BYTES = 512;

/** No head is longer, and no line within a body: more is taken for no HTTP at all. */
const MOST_HEAD = 65_536;

/** One whole HTTP/1.1 response. */
export interface Answer extends ResponseHead, AnswerSize {
  /** All of its bytes: the head and what frames the body too. */
  readonly bytes: number;
  /** The end of the body. */
  readonly tail: string;
}

type Stage =
  | "head"
  | "length"
  | "chunk-size"
  | "chunk-data"
  | "chunk-end"
  | "trailers"
  | "until-close"
  | "whole"
  | "upgraded"
  | "broken";

const NO_HEAD: ResponseHead = { status: 0, headers: new Map(), saidClose: false };

/**
 * Reads the responses of one connection from its bytes, and knows when each is whole.
 *
 * A client library hides how a body ended. Here a body is whole only when its framing says so:
 * its length is reached, its last chunk has come, or, without either, the connection has ended
 * (RFC 9112, section 8). It never throws, and keeps no more of a body than its end.
 */
export class ResponseReader {
  /** Is called with each response, as soon as it is whole. */
  onAnswer: (answer: Answer) => void = () => {};
  /** Is called with each piece of a body. */
  onBody: (text: string) => void = () => {};
  /** Is called with each piece of what follows an upgrade. */
  onUpgraded: (text: string) => void = () => {};
  /** Whether the response that comes next has a head only, since HEAD has asked for it. */
  isBodyless: () => boolean = () => false;
  #stage: Stage = "head";
  #rest = "";
  #head = NO_HEAD;
  #leftBytes = 0;
  #body = new Measure();
  #bytes = 0;
  #tail = "";
  #broken: string | undefined;

  /** Whether a byte of a response has come that is not whole. */
  get hasBegun(): boolean {
    return this.#bytes > 0;
  }

  /** How many bytes have come of the response that is not whole. */
  get partialBytes(): number {
    return this.#bytes;
  }

  /** The status of the response that is being read, once its head has come. */
  get status(): number | undefined {
    return this.#head === NO_HEAD ? undefined : this.#head.status;
  }

  get headers(): ResponseHead["headers"] {
    return this.#head.headers;
  }

  /** Why what came is no HTTP/1.1. Nothing more is read then. */
  get broken(): string | undefined {
    return this.#broken;
  }

  /** Takes the next bytes; returns the responses that are whole with them. */
  push(bytes: Uint8Array): readonly Answer[] {
    if (this.#stage === "broken") return [];
    this.#bytes += bytes.length;
    this.#rest += Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
    const answers: Answer[] = [];
    while (this.#tryStep()) {
      if (this.#stage === "whole") answers.push(this.#finish());
    }
    return answers;
  }

  /** Reads no more responses: all that comes is passed on. */
  upgrade(): void {
    this.#stage = "upgraded";
  }

  /** The connection has ended in order, which is what ends a body without framing. */
  end(): Answer | undefined {
    return this.#stage === "until-close" ? this.#finish() : undefined;
  }

  #finish(): Answer {
    const head = this.#head;
    const bytes = this.#bytes - this.#rest.length;
    // A copy: a part of a text keeps the whole of it in memory.
    const tail = Buffer.from(this.#tail, "latin1").toString("latin1");
    const answer = { ...head, ...this.#body.size, bytes, tail };
    this.#stage = head.status === 101 ? "upgraded" : "head";
    this.#head = NO_HEAD;
    this.#bytes = this.#rest.length;
    this.#body = new Measure();
    this.#tail = "";
    this.onAnswer(answer);
    return answer;
  }

  #tryStep(): boolean {
    try {
      return this.#step();
    } catch (error) {
      if (!(error instanceof BrokenResponse)) throw error;
      this.#broken = error.message;
      this.#stage = "broken";
      this.#rest = "";
      return false;
    }
  }

  #step(): boolean {
    switch (this.#stage) {
      case "head":
        return this.#readHead();
      case "length":
        return this.#readData("whole");
      case "chunk-size":
        return this.#readChunkSize();
      case "chunk-data":
        return this.#readData("chunk-end");
      case "chunk-end":
        return this.#readChunkEnd();
      case "trailers":
        return this.#readTrailer();
      case "until-close":
        return this.#take(this.#rest.length);
      case "upgraded":
        return this.#passOn();
      case "whole":
      case "broken":
        return false;
    }
  }

  #readHead(): boolean {
    const text = this.#until(/\r?\n\r?\n/);
    if (text === undefined) return false;
    const head = readHead(text);
    // What only informs (100, 103) is followed by the response itself.
    if (head.status < 200 && head.status !== 101) {
      this.#bytes = this.#rest.length;
      return true;
    }
    this.#head = head;
    this.#stage = this.#bodyStage();
    return true;
  }

  #bodyStage(): Stage {
    const framing = framingOf(this.#head, this.isBodyless());
    if (framing.by === "nothing") return "whole";
    if (framing.by === "chunks") return "chunk-size";
    if (framing.by === "close") return "until-close";
    this.#leftBytes = framing.bytes;
    return "length";
  }

  #readChunkSize(): boolean {
    const line = this.#until(/\r?\n/);
    if (line === undefined) return false;
    const [, size] = /^([\da-f]{1,12})[ \t]*(?:;.*)?$/i.exec(line) ?? [];
    if (size === undefined) {
      throw new BrokenResponse(`the size of a chunk is "${line.slice(0, 40)}"`);
    }
    this.#leftBytes = Number.parseInt(size, 16);
    this.#stage = this.#leftBytes === 0 ? "trailers" : "chunk-data";
    return true;
  }

  #readChunkEnd(): boolean {
    const line = this.#until(/\r?\n/);
    if (line) throw new BrokenResponse("a chunk is longer than its size");
    if (line === "") this.#stage = "chunk-size";
    return line === "";
  }

  #readData(next: Stage): boolean {
    const moved = this.#take(Math.min(this.#leftBytes, this.#rest.length));
    if (this.#leftBytes === 0) this.#stage = next;
    return moved;
  }

  #readTrailer(): boolean {
    const line = this.#until(/\r?\n/);
    if (line === "") this.#stage = "whole";
    return line !== undefined;
  }

  #take(size: number): boolean {
    if (size === 0) return false;
    const text = this.#rest.slice(0, size);
    this.#rest = this.#rest.slice(size);
    this.#leftBytes -= size;
    this.#body.push(text);
    this.#tail = (this.#tail + text.slice(-KEPT_BYTES)).slice(-KEPT_BYTES);
    this.onBody(text);
    return true;
  }

  #passOn(): boolean {
    const text = this.#rest;
    this.#rest = "";
    this.#bytes = 0;
    if (text !== "") this.onUpgraded(text);
    return false;
  }

  /** Takes the text before the first `end`, and that too. */
  #until(end: RegExp): string | undefined {
    const found = end.exec(this.#rest);
    if (!found || found.index > MOST_HEAD) {
      if (this.#rest.length > MOST_HEAD) throw new BrokenResponse("a line or a head has no end");
      return undefined;
    }
    const text = this.#rest.slice(0, found.index);
    this.#rest = this.#rest.slice(found.index + found[0].length);
    return text;
  }
}
