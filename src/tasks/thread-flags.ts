/** Memory that a thread shares with its owner: three numbers, then two texts. */
export const HEAD_BYTES = 12;
/** What of a reason is longer is cut; it is for people. */
export const TEXT_BYTES = 2_048;
/** The first number: 0, or the highest of these that was asked for. Each is also its text's number. */
export const STOPPING = 1;
export const ABORTED = 2;

const MOST_LETTERS = 300;

/**
 * Says to a thread that it should stop. The thread reads it whenever it likes, also in the middle of
 * a loop in which it hears no message.
 */
export class ThreadFlags {
  readonly shared: SharedArrayBuffer = new SharedArrayBuffer(HEAD_BYTES + 2 * TEXT_BYTES);
  readonly #head: Int32Array = new Int32Array(this.shared, 0, 3);

  /** Asks it to stop. **Again**: nothing. */
  stop(reason: unknown): void {
    if (Atomics.load(this.#head, 0) < STOPPING) this.#raise(STOPPING, reason);
  }

  /** Tells it to stop now, which implies a stop. **Again**: nothing. */
  abort(reason: unknown): void {
    this.stop(reason);
    if (Atomics.load(this.#head, 0) < ABORTED) this.#raise(ABORTED, reason);
  }

  #raise(level: number, reason: unknown): void {
    const bytes = new TextEncoder().encode(JSON.stringify(plain(reason)));
    new Uint8Array(this.shared, HEAD_BYTES + (level - 1) * TEXT_BYTES).set(bytes);
    Atomics.store(this.#head, level, bytes.length);
    // Last of all, since whoever sees the level reads the text.
    Atomics.store(this.#head, 0, level);
  }
}

function plain(reason: unknown): Readonly<Record<string, string>> {
  if (!(reason instanceof Error)) return { name: "AbortError", message: short(reason) };
  const { name, message, code, kind } = reason as Error & Readonly<Record<string, unknown>>;
  return {
    name: short(name),
    message: short(message),
    ...(typeof code === "string" && { code: short(code) }),
    ...(typeof kind === "string" && { kind: short(kind) }),
  };
}

function short(text: unknown): string {
  return String(text).slice(0, MOST_LETTERS);
}
