import { Buffer } from "node:buffer";
import type { ByteEvent } from "../result.ts";

const MOST_EVENTS = 200;
const FORGOTTEN_AT_ONCE = 100;
const MOST_TEXT = 80;

/** What happened to the bytes of one connection, lately. */
export class ByteLog {
  readonly #nowMs: () => number;
  readonly #events: ByteEvent[] = [];

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  note(what: ByteEvent["what"], bytes?: number, text?: string): void {
    const atMs = this.#nowMs();
    this.#events.push({ atMs, what, ...(bytes !== undefined && { bytes }), ...(text && { text }) });
    // A hot connection lives for thousands of requests. How it began is kept.
    if (this.#events.length > MOST_EVENTS) this.#events.splice(1, FORGOTTEN_AT_ONCE);
  }

  /** How the connection began, and all from `fromMs` on. */
  since(fromMs: number): readonly ByteEvent[] {
    return this.#events.filter(({ atMs, what }) => atMs >= fromMs || what === "connecting");
  }
}

/** The first line of what was sent or received, for people. */
export function firstLine(bytes: string | Uint8Array): string {
  const text = typeof bytes === "string"
    ? bytes.slice(0, MOST_TEXT)
    : Buffer.from(bytes.subarray(0, MOST_TEXT)).toString("latin1");
  return text.split("\r\n", 1)[0] ?? "";
}
