import { styleText } from "node:util";

/**
 * Where progress is shown: a line for each stage, and on a terminal a last line
 * that is alive. Elsewhere (a file, a pipe, a CI log) only whole lines are printed.
 */
export class Screen {
  readonly #out: NodeJS.WriteStream;
  readonly #label: string;
  readonly #startMs = performance.now();

  constructor(out: NodeJS.WriteStream, label: string) {
    this.#out = out;
    this.#label = label;
  }

  /** Prints the line of a stage that is over. */
  stage(text: string): void {
    this.#clear();
    this.#out.write(`${this.#head()}  ${text}\n`);
  }

  /** Shows `text` until the next stage, again and again, and returns the way to stop it. */
  live(text: () => string): () => void {
    if (!this.#out.isTTY) return () => {};
    const timer = setInterval(() => this.#paint(text()), 100);
    return () => {
      clearInterval(timer);
      this.#clear();
    };
  }

  #paint(text: string): void {
    this.#clear();
    const width = this.#out.columns || 80;
    this.#out.write(`${this.#head()}  ${text}`.slice(0, width - 1));
  }

  #clear(): void {
    if (this.#out.isTTY) this.#out.write("\r\u001b[2K");
  }

  #head(): string {
    const seconds = ((performance.now() - this.#startMs) / 1_000).toFixed(1);
    return `${this.#label.padEnd(5)}${seconds.padStart(5)} s`;
  }
}

/** Colors a verdict, where colors are wanted. */
export function painted(text: string, isGood: boolean): string {
  return styleText(isGood ? "green" : "red", text);
}

/** 12345 as `12,345`. */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

/** 1234 ms as `1.23 s`. */
export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}
