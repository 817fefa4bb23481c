import { Buffer } from "node:buffer";

/** How much of a body is kept: enough to see how it ended. */
const KEPT_BYTES = 512;

/** One whole HTTP/1.1 response. */
export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly bodyBytes: number;
  /** The end of the body. */
  readonly tail: string;
}

type Stage =
  | "head"
  | "length"
  | "chunk-size"
  | "chunk-data"
  | "trailers"
  | "until-close"
  | "whole"
  | "upgraded";

/**
 * Reads the responses of one connection from its bytes, and knows when each is whole.
 *
 * A client library hides how a body ended. Here a body is whole only when its framing says so:
 * its length is reached, its last chunk has come, or, without either, the connection has ended.
 */
export class ResponseReader {
  /** Is called with each piece of a body. */
  onBody: (text: string) => void = () => {};
  /** Is called with each piece of what follows an upgrade. */
  onUpgraded: (text: string) => void = () => {};
  #stage: Stage = "head";
  #rest = "";
  #status = 0;
  #headers: ReadonlyMap<string, string> = new Map();
  #leftBytes = 0;
  #bodyBytes = 0;
  #tail = "";

  /** Whether a byte of a response has come that is not whole. */
  get hasBegun(): boolean {
    return this.#stage !== "head" || this.#rest !== "";
  }

  /** The status of the response that is being read, once its head has come. */
  get status(): number | undefined {
    return this.#stage === "head" ? undefined : this.#status;
  }

  get headers(): ReadonlyMap<string, string> {
    return this.#headers;
  }

  /** Takes the next bytes; returns the responses that are whole with them. */
  push(bytes: Uint8Array): readonly Answer[] {
    this.#rest += Buffer.from(bytes).toString("latin1");
    const answers: Answer[] = [];
    while (this.#step()) {
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
    const { status, headers, bodyBytes, tail } = {
      status: this.#status,
      headers: this.#headers,
      bodyBytes: this.#bodyBytes,
      tail: this.#tail,
    };
    this.#stage = status === 101 ? "upgraded" : "head";
    this.#bodyBytes = 0;
    this.#tail = "";
    return { status, headers, bodyBytes, tail };
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
        return this.#readData("chunk-size");
      case "trailers":
        return this.#readTrailer();
      case "until-close":
        return this.#take(this.#rest.length);
      case "upgraded":
        return this.#passOn();
      case "whole":
        return false;
    }
  }

  #readHead(): boolean {
    const end = this.#rest.indexOf("\r\n\r\n");
    if (end < 0) return false;
    const [statusLine = "", ...fields] = this.#rest.slice(0, end).split("\r\n");
    this.#rest = this.#rest.slice(end + 4);
    this.#status = Number(statusLine.split(" ")[1]);
    this.#headers = new Map(fields.map(field));
    // What only informs (100, 103) is followed by the response itself.
    const informs = this.#status >= 100 && this.#status < 200 && this.#status !== 101;
    this.#stage = informs ? "head" : this.#bodyStage();
    return true;
  }

  #bodyStage(): Stage {
    if (this.#status === 101 || this.#status === 204 || this.#status === 304) return "whole";
    if (/\bchunked$/.test(this.#headers.get("transfer-encoding") ?? "")) return "chunk-size";
    const length = this.#headers.get("content-length");
    if (length === undefined) return "until-close";
    this.#leftBytes = Number(length);
    return this.#leftBytes === 0 ? "whole" : "length";
  }

  #readChunkSize(): boolean {
    const line = this.#line();
    if (line === undefined) return false;
    // The empty line is the one that closes the chunk before.
    if (line === "") return true;
    this.#leftBytes = Number.parseInt(line, 16);
    this.#stage = this.#leftBytes === 0 ? "trailers" : "chunk-data";
    return true;
  }

  #readData(next: Stage): boolean {
    const size = Math.min(this.#leftBytes, this.#rest.length);
    this.#leftBytes -= size;
    const moved = this.#take(size);
    if (this.#leftBytes === 0) this.#stage = next;
    return moved;
  }

  #readTrailer(): boolean {
    const line = this.#line();
    if (line === "") this.#stage = "whole";
    return line !== undefined;
  }

  #take(size: number): boolean {
    if (size === 0) return false;
    const text = this.#rest.slice(0, size);
    this.#rest = this.#rest.slice(size);
    this.#bodyBytes += size;
    this.#tail = (this.#tail + text).slice(-KEPT_BYTES);
    this.onBody(text);
    return true;
  }

  #passOn(): boolean {
    const text = this.#rest;
    this.#rest = "";
    if (text !== "") this.onUpgraded(text);
    return false;
  }

  #line(): string | undefined {
    const end = this.#rest.indexOf("\r\n");
    if (end < 0) return undefined;
    const line = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end + 2);
    return line;
  }
}

function field(line: string): [string, string] {
  const colon = line.indexOf(":");
  const value = line.slice(colon + 1).trim();
  const name = line.slice(0, colon).toLowerCase();
  // Only these two are compared, and their values ignore case.
  const folded = name === "connection" || name === "transfer-encoding";
  return [name, folded ? value.toLowerCase() : value];
}
