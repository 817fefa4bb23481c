/** What stands before the body of a response. */
export interface ResponseHead {
  readonly status: number;
  /** Names in lower case; what is said twice is joined by commas (RFC 9110, section 5.3). */
  readonly headers: ReadonlyMap<string, string>;
  /** Whether the server ends the connection after this response (RFC 9112, section 9.3). */
  readonly saidClose: boolean;
}

/** How the end of a body is known (RFC 9112, section 6.3). */
export type Framing =
  | { readonly by: "nothing" }
  | { readonly by: "length"; readonly bytes: number }
  | { readonly by: "chunks" }
  | { readonly by: "close" };

/** What came is no HTTP/1.1. The message says why, for people. */
export class BrokenResponse extends Error {
  override readonly name: string = "BrokenResponse";
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: |$)/;

/**
 * Reads a head, without the empty line that ends it.
 *
 * @throws {BrokenResponse} when it does not begin like one
 */
export function readHead(text: string): ResponseHead {
  const [statusLine = "", ...lines] = text.split(/\r?\n/);
  const [, minor, status] = STATUS_LINE.exec(statusLine) ?? [];
  if (status === undefined) {
    throw new BrokenResponse(`the first line is "${statusLine.slice(0, 40)}"`);
  }
  const headers = readFields(lines);
  return { status: Number(status), headers, saidClose: saysClose(minor, headers) };
}

function readFields(lines: readonly string[]): ReadonlyMap<string, string> {
  const fields: Map<string, string> = new Map();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = fields.get(name);
    if (colon > 0) fields.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return fields;
}

function saysClose(minor: string | undefined, headers: ReadonlyMap<string, string>): boolean {
  const words = listOf(headers.get("connection"));
  if (words.includes("close")) return true;
  return minor === "0" && !words.includes("keep-alive");
}

/**
 * How the end of the body behind a head is known.
 *
 * @throws {BrokenResponse} when its length is no number, or said twice and differently
 */
export function framingOf({ status, headers }: ResponseHead, isBodyless: boolean): Framing {
  if (isBodyless || status === 101 || status === 204 || status === 304) return { by: "nothing" };
  const codings = listOf(headers.get("transfer-encoding"));
  if (codings.length > 0) return codings.at(-1) === "chunked" ? { by: "chunks" } : { by: "close" };
  const lengths = new Set(listOf(headers.get("content-length")));
  const [length] = lengths;
  if (length === undefined) return { by: "close" };
  if (lengths.size > 1 || !/^\d{1,15}$/.test(length)) {
    throw new BrokenResponse(`Content-Length is "${[...lengths].join(", ").slice(0, 40)}"`);
  }
  return length === "0" ? { by: "nothing" } : { by: "length", bytes: Number(length) };
}

function listOf(value: string | undefined): readonly string[] {
  if (value === undefined) return [];
  return value.toLowerCase().split(",").map((word) => word.trim()).filter((word) => word !== "");
}
