// As much of HPACK (RFC 7541) as a client needs that remembers no headers.
import { Buffer } from "node:buffer";

/** Entries 8 to 14 of the static table are `:status` with these values. */
const FIRST_STATUS_ENTRY = 8;
const STATUSES: readonly number[] = [200, 204, 206, 304, 400, 404, 500];

/** The Huffman codes of the digits: five bits for 0 to 2, six for the others. */
const DIGITS: ReadonlyMap<string, string> = new Map([
  ["00000", "0"],
  ["00001", "1"],
  ["00010", "2"],
  ["011001", "3"],
  ["011010", "4"],
  ["011011", "5"],
  ["011100", "6"],
  ["011101", "7"],
  ["011110", "8"],
  ["011111", "9"],
]);

/** Writes headers as plain texts. */
export function headerBlock(headers: Readonly<Record<string, string>>): Buffer {
  const fields = Object.entries(headers).map(([name, value]) =>
    Buffer.concat([Buffer.of(0), plainText(name.toLowerCase()), plainText(value)])
  );
  return Buffer.concat(fields);
}

function plainText(text: string): Buffer {
  const bytes = Buffer.from(text, "latin1");
  return Buffer.concat([prefixedNumber(bytes.length), bytes]);
}

/** RFC 7541, section 5.1, with a prefix of seven bits. */
function prefixedNumber(value: number): Buffer {
  if (value < 127) return Buffer.of(value);
  const bytes = [127];
  let left = value - 127;
  for (; left >= 128; left >>= 7) bytes.push((left & 127) | 128);
  return Buffer.of(...bytes, left);
}

/** The status in a block of response headers. It comes first: there is no other pseudo-header. */
export function statusOf(block: Uint8Array): number | undefined {
  const bytes = afterTableSizes(block);
  const [first = 0] = bytes;
  if (first & 0x80) return STATUSES[(first & 0x7f) - FIRST_STATUS_ENTRY];
  // With indexing the entry has six bits, without it four.
  const entry = first & 0x40 ? first & 0x3f : first & 0x0f;
  const value = entry === 0 ? bytes.subarray(2 + lengthAt(bytes, 1)) : bytes.subarray(1);
  const status = Number(shortText(value));
  return Number.isInteger(status) ? status : undefined;
}

/** A block may begin with a note on the table, which is empty anyway: a byte each, for a size of 0. */
function afterTableSizes(block: Uint8Array): Uint8Array {
  const at = block.findIndex((byte) => (byte & 0xe0) !== 0x20);
  return block.subarray(Math.max(at, 0));
}

function lengthAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) & 0x7f;
}

function shortText(bytes: Uint8Array): string {
  const text = bytes.subarray(1, 1 + lengthAt(bytes, 0));
  const isHuffman = ((bytes[0] ?? 0) & 0x80) !== 0;
  return isHuffman ? digitsOf(text) : Buffer.from(text).toString("latin1");
}

function digitsOf(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  let digits = "";
  let code = "";
  for (const bit of bits) {
    code += bit;
    const digit = DIGITS.get(code);
    if (digit !== undefined) code = "";
    digits += digit ?? "";
  }
  return digits;
}
