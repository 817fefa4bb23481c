// Frames of RFC 9113, section 4.1: enough to see what becomes of each stream.
import { Buffer } from "node:buffer";

/** The types of frames that are told apart. */
export const FRAME = {
  data: 0,
  headers: 1,
  reset: 3,
  settings: 4,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

/** The flags of frames that are told apart. */
export const FLAG = { ack: 0x1, endStream: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 };

/** What a client says before its first frame. */
export const PREFACE: Buffer = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

const HEAD_BYTES = 9;
/** The settings, by number. */
const HEADER_TABLE_SIZE = 1;
const ENABLE_PUSH = 2;
const INITIAL_WINDOW_SIZE = 4;
const MOST = 2 ** 31 - 1;
const FIRST_WINDOW = 65_535;

/** One frame that has come whole. */
export interface Http2Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

/** The bytes of a frame. */
export function http2Frame(
  type: number,
  stream: number,
  payload: Uint8Array = new Uint8Array(),
  flags = 0,
): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/**
 * What a client opens a session with: no header is remembered, which keeps the decoder small; no
 * pushes; and windows so wide that nothing has to wait for them.
 */
export function opening(): Buffer {
  const settings = Buffer.concat([
    setting(HEADER_TABLE_SIZE, 0),
    setting(ENABLE_PUSH, 0),
    setting(INITIAL_WINDOW_SIZE, MOST),
  ]);
  const wider = Buffer.alloc(4);
  wider.writeUInt32BE(MOST - FIRST_WINDOW);
  return Buffer.concat([
    PREFACE,
    http2Frame(FRAME.settings, 0, settings),
    http2Frame(FRAME.windowUpdate, 0, wider),
  ]);
}

function setting(name: number, value: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUInt16BE(name, 0);
  bytes.writeUInt32BE(value, 2);
  return bytes;
}

/** Finds the frames in the bytes of one direction. */
export class Http2FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** Takes the next bytes; returns the frames that are whole with them. */
  push(bytes: Uint8Array): readonly Http2Frame[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const frames: Http2Frame[] = [];
    for (let frame = this.#next(); frame; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): Http2Frame | undefined {
    const bytes = this.#rest;
    if (bytes.length < HEAD_BYTES) return undefined;
    const endsAt = HEAD_BYTES + bytes.readUIntBE(0, 3);
    if (bytes.length < endsAt) return undefined;
    this.#rest = bytes.subarray(endsAt);
    return {
      type: bytes.readUInt8(3),
      flags: bytes.readUInt8(4),
      stream: bytes.readUInt32BE(5) & MOST,
      payload: bytes.subarray(HEAD_BYTES, endsAt),
    };
  }
}

/** The header block in the payload of a HEADERS frame, without padding and priority. */
export function headerBlockOf({ flags, payload }: Http2Frame): Buffer {
  const padding = flags & FLAG.padded ? payload.readUInt8(0) : 0;
  const from = (flags & FLAG.padded ? 1 : 0) + (flags & FLAG.priority ? 5 : 0);
  return payload.subarray(from, payload.length - padding);
}
