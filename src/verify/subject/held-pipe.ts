import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const READ_BYTES = 16_384;
const LOOK_MS = 5;

/**
 * A pipe as platforms give one to a service for what it prints, whose reader is in our hand: it
 * reads when told, and not a byte before. The pipes of the runtimes read ahead, each in its way.
 */
export class HeldPipe {
  /** For the process that prints. Close it here once that process has it. */
  readonly writeEnd: number;
  readonly #readEnd: number;
  readonly #folder: string;
  readonly #onText: (text: string) => void;
  readonly #decoder: TextDecoder = new TextDecoder();
  #timer: NodeJS.Timeout | undefined;

  constructor(onText: (text: string) => void) {
    this.#onText = onText;
    this.#folder = mkdtempSync(join(tmpdir(), "quiesce-verify-"));
    const path = join(this.#folder, "stdout");
    execFileSync("mkfifo", [path]);
    // Without O_NONBLOCK each side would wait for the other one to open.
    this.#readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    this.writeEnd = openSync(path, constants.O_WRONLY);
  }

  /** Closes our copy of the end that is written to. */
  handedOver(): void {
    closeSync(this.writeEnd);
  }

  /** Fills what room there is, as a reader that has stalled long ago leaves it. */
  fill(): void {
    const path = join(this.#folder, "stdout");
    const end = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    try {
      // Ever smaller pieces, until not even a byte fits.
      for (let size = 4_096; size >= 1; size /= 2) this.#fillBy(end, size);
    } finally {
      closeSync(end);
    }
  }

  /** Starts to read, until {@linkcode hold} or {@linkcode close}. */
  read(): void {
    this.#timer ??= setInterval(() => this.#readAll(), LOOK_MS);
  }

  /** Stops to read. */
  hold(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Reads what is left, and lets go of all. */
  close(): void {
    this.hold();
    this.#readAll();
    closeSync(this.#readEnd);
    rmSync(this.#folder, { recursive: true });
  }

  #fillBy(end: number, size: number): void {
    const bytes = new Uint8Array(size);
    try {
      for (;;) writeSync(end, bytes);
    } catch {
      // It is full.
    }
  }

  #readAll(): void {
    for (let bytes = this.#readSome(); bytes.length > 0; bytes = this.#readSome()) {
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
