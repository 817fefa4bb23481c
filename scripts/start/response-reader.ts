/** One whole HTTP/1.1 response. */
export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

type Stage =
  | "head"
  | "length"
  | "chunk-size"
  | "chunk-data"
  | "trailers"
  | "until-close"
  | "done";

/**
 * Reads one response from the bytes of a connection, and knows whether it is whole.
 *
 * A client library hides how a body ended. Here a body is whole only when its
 * framing says so: its length is reached, or its last chunk has come.
 */
export class ResponseReader {
  readonly #onBody: (text: string) => void;
  #stage: Stage = "head";
  #rest = "";
  #status = 0;
  #headers: ReadonlyMap<string, string> = new Map();
  #leftBytes = 0;
  #body = "";

  constructor(onBody: (text: string) => void = () => {}) {
    this.#onBody = onBody;
  }

  get hasBegun(): boolean {
    return this.#stage !== "head" || this.#rest !== "";
  }

  /** Takes the next bytes; returns the answer once it is whole. */
  push(bytes: Uint8Array): Answer | undefined {
    this.#rest += Buffer.from(bytes).toString("latin1");
    while (this.#step()) { /* each step eats what it can */ }
    return this.#stage === "done" ? this.#answer() : undefined;
  }

  /** The connection has ended in order, which is what ends a body without framing. */
  end(): Answer | undefined {
    return this.#stage === "until-close" ? this.#answer() : undefined;
  }

  #answer(): Answer {
    return { status: this.#status, headers: this.#headers, body: this.#body };
  }

  #step(): boolean {
    switch (this.#stage) {
      case "head":
        return this.#readHead();
      case "length":
        return this.#readData("done");
      case "chunk-size":
        return this.#readChunkSize();
      case "chunk-data":
        return this.#readData("chunk-size");
      case "trailers":
        return this.#readTrailer();
      case "until-close":
        return this.#take(this.#rest.length);
      case "done":
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
    this.#stage = this.#bodyStage();
    return true;
  }

  #bodyStage(): Stage {
    if (this.#headers.get("transfer-encoding") === "chunked") return "chunk-size";
    const length = this.#headers.get("content-length");
    if (length === undefined) return this.#status === 204 ? "done" : "until-close";
    this.#leftBytes = Number(length);
    return this.#leftBytes === 0 ? "done" : "length";
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
    if (line === "") this.#stage = "done";
    return line !== undefined;
  }

  #take(size: number): boolean {
    if (size === 0) return false;
    const text = this.#rest.slice(0, size);
    this.#rest = this.#rest.slice(size);
    this.#body += text;
    this.#onBody(text);
    return true;
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
