import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const READ_BYTES = 16_384;
/** Shorter than what fills a pipe takes to print: a reader that is there at once keeps up. */
const LOOK_MS = 1;
/** One who prints without end must not have us read without end. No pipe holds more by default. */
const MOST_READS = 64;

/**
 * A pipe as platforms give one to a service for what it prints, whose reader is in our hand: it
 * reads when told, and not a byte before. The pipes of the runtimes read ahead, each in its way.
 */
export class HeldPipe {
  /** For the process that prints. Close it here once that process has it. */
  readonly writeEnd: number;
  readonly #readEnd: number;
  readonly #fillEnd: number;
  readonly #onText: (text: string) => void;
  readonly #decoder: TextDecoder = new TextDecoder();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(onText: (text: string) => void) {
    this.#onText = onText;
    const folder = mkdtempSync(join(tmpdir(), "quiesce-verify-"));
    try {
      const path = join(folder, "stdout");
      execFileSync("mkfifo", [path]);
      // Without O_NONBLOCK each side would wait for the other one to open.
      this.#readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      this.writeEnd = openSync(path, constants.O_WRONLY);
      this.#fillEnd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } finally {
      // Who has it open needs no name; and should we be killed, nothing is left behind.
      rmSync(folder, { recursive: true });
    }
  }

  /** Closes our copy of the end that is written to. */
  handedOver(): void {
    closeSync(this.writeEnd);
  }

  /** Fills what room there is, as a reader that has stalled long ago leaves it. */
  fill(): void {
    if (this.#isClosed) return;
    // Ever smaller pieces, until not even a byte fits.
    for (let size = 4_096; size >= 1; size /= 2) this.#fillBy(size);
  }

  /** Starts to read, until {@linkcode hold} or {@linkcode close}. */
  read(): void {
    if (this.#isClosed) return;
    this.#timer ??= setInterval(() => this.#readAll(), LOOK_MS);
  }

  /** Stops to read. */
  hold(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Reads what is left, and lets go of all. */
  close(): void {
    this.#isClosed = true;
    this.hold();
    this.#readAll();
    closeSync(this.#fillEnd);
    closeSync(this.#readEnd);
  }

  #fillBy(size: number): void {
    const bytes = new Uint8Array(size);
    try {
      for (;;) writeSync(this.#fillEnd, bytes);
    } catch {
      // It is full.
    }
  }

  #readAll(): void {
    for (let turn = 0; turn < MOST_READS; turn += 1) {
      const bytes = this.#readSome();
      if (bytes.length === 0) return;
      // No service prints the filler's NUL.
      const text = this.#decoder.decode(bytes, { stream: true }).replaceAll("\0", "");
      if (text !== "") this.#onText(text);
    }
  }

  #readSome(): Uint8Array {
    const buffer = new Uint8Array(READ_BYTES);
    try {
      return buffer.subarray(0, readSync(this.#readEnd, buffer, 0, READ_BYTES, null));
    } catch {
      // Nothing is there, and somebody may still write.
      return buffer.subarray(0, 0);
    }
  }
}
