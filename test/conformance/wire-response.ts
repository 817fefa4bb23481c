/** One HTTP/1.1 response, as it was on the wire. */
export interface WireResponse {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** The body came to its own end: its length, or the last chunk of a chunked one. */
  readonly complete: boolean;
  /** Bytes from the first of the status line to the last that belongs to it. */
  readonly length: number;
}

interface Head {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly length: number;
}

interface Body {
  readonly body: Buffer;
  readonly complete: boolean;
  readonly length: number;
}

const HEAD_END = "\r\n\r\n";
const LINE_END = "\r\n";

/** Reads the first response in `bytes`; `undefined` while its head is not complete. */
export function readResponse(bytes: Buffer, isClosed: boolean): WireResponse | undefined {
  const head = readHead(bytes);
  if (!head) return undefined;
  const rest = bytes.subarray(head.length);
  // A 100 or 103 comes before the response; a 101 is the last of its connection.
  if (head.status < 200 && head.status !== 101) return shift(readResponse(rest, isClosed), head);
  const body = readBody(head, rest, isClosed);
  return { ...head, ...body, length: head.length + body.length };
}

function shift(response: WireResponse | undefined, interim: Head): WireResponse | undefined {
  return response && { ...response, length: response.length + interim.length };
}

function readHead(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const [first = "", ...lines] = bytes.subarray(0, end).toString("latin1").split(LINE_END);
  const headers = new Map(lines.map(readHeader));
  return { status: Number(first.split(" ")[1]), headers, length: end + HEAD_END.length };
}

function readHeader(line: string): [string, string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

function readBody(head: Head, rest: Buffer, isClosed: boolean): Body {
  const length = head.headers.get("content-length");
  if (isBodyless(head.status)) return { body: Buffer.alloc(0), complete: true, length: 0 };
  if (head.headers.get("transfer-encoding")?.includes("chunked")) {
    return readChunked(rest, isClosed);
  }
  if (length !== undefined) return readSized(rest, Number(length));
  return { body: rest, complete: isClosed, length: rest.length };
}

function isBodyless(status: number): boolean {
  return status === 101 || status === 204 || status === 304;
}

function readSized(rest: Buffer, size: number): Body {
  const body = rest.subarray(0, size);
  return { body, complete: body.length === size, length: body.length };
}

function readChunked(rest: Buffer, isClosed: boolean): Body {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const chunk = readChunk(rest, at);
    if (!chunk) return { body: joined(parts, isClosed), complete: false, length: rest.length };
    at = chunk.end;
    if (chunk.data.length === 0) return { body: joined(parts), complete: true, length: at };
    parts.push(chunk.data);
  }
}

// A body that is still growing is not copied: it is asked for again with each packet.
function joined(parts: readonly Buffer[], isEnded = true): Buffer {
  return isEnded ? Buffer.concat(parts) : Buffer.alloc(0);
}

function readChunk(bytes: Buffer, at: number): { data: Buffer; end: number } | undefined {
  const lineEnd = bytes.indexOf(LINE_END, at);
  if (lineEnd < 0) return undefined;
  const size = Number.parseInt(bytes.subarray(at, lineEnd).toString("latin1"), 16);
  const start = lineEnd + LINE_END.length;
  const end = start + size + LINE_END.length;
  if (bytes.length < end) return undefined;
  return { data: bytes.subarray(start, start + size), end };
}
