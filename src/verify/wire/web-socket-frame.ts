// Frames of RFC 6455, section 5.2: enough to see how a server ends a WebSocket.
import { Buffer } from "node:buffer";

/** What a frame is for. */
export const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const;

/** One frame that has come whole. */
export interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
}

const MASKED = 0x80;
const LAST = 0x80;

/** The bytes of a short frame as a client sends it: masked. */
export function clientFrame(opcode: number, payload: Uint8Array = new Uint8Array()): Buffer {
  const mask = crypto.getRandomValues(new Uint8Array(4));
  const masked = payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return Buffer.from([LAST | opcode, MASKED | payload.length, ...mask, ...masked]);
}

/** Finds the frames in the bytes of one direction. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** Whether a frame has begun and has not come to its end. */
  get isInFrame(): boolean {
    return this.#rest.length > 0;
  }

  /** Takes the next bytes; returns the frames that are whole with them. */
  push(bytes: Uint8Array): readonly Frame[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const frames: Frame[] = [];
    for (let frame = this.#next(); frame; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): Frame | undefined {
    const length = lengthOf(this.#rest);
    if (length === undefined) return undefined;
    const { startsAt, bytes } = length;
    if (this.#rest.length < startsAt + bytes) return undefined;
    const payload = this.#rest.subarray(startsAt, startsAt + bytes);
    const opcode = this.#rest.readUInt8(0) & 0x0f;
    this.#rest = this.#rest.subarray(startsAt + bytes);
    return { opcode, payload };
  }
}

/** Where the payload starts and how long it is; a server does not mask. */
function lengthOf(frame: Buffer): { startsAt: number; bytes: number } | undefined {
  if (frame.length < 2) return undefined;
  const short = frame.readUInt8(1) & 0x7f;
  if (short < 126) return { startsAt: 2, bytes: short };
  if (short === 126) {
    return frame.length < 4 ? undefined : { startsAt: 4, bytes: frame.readUInt16BE(2) };
  }
  return frame.length < 10 ? undefined : { startsAt: 10, bytes: Number(frame.readBigUInt64BE(2)) };
}
