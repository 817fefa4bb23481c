import { printable } from "../text/printable.ts";
import { cut } from "../text/wrap.ts";
import { type Output, widthOf } from "../world.ts";

/**
 * Whole lines, and on a terminal some lines below them that are alive. The cursor stays visible and
 * ends below what was printed, so nothing has to be put right when the process ends.
 */
export class Screen {
  readonly #out: Output;
  #alive = 0;

  constructor(out: Output) {
    this.#out = out;
  }

  /** Prints a line for good. `start` may be colored: it is not cut. */
  print(start: string, text: string): void {
    const line = this.#out.isTTY ? cut(text, widthOf(this.#out) - 8) : printable(text);
    this.#out.write(`${this.#erased()}${start}${line}\n`);
  }

  /** Shows these lines in place of those that were alive before. */
  show(lines: readonly string[]): void {
    if (!this.#out.isTTY) return;
    const width = widthOf(this.#out) - 1;
    const text = lines.map((line) => `${cut(line, width)}\n`).join("");
    this.#out.write(`${this.#erased()}${text}`);
    this.#alive = lines.length;
  }

  /** Takes away what is alive. */
  clear(): void {
    const erased = this.#erased();
    if (erased !== "") this.#out.write(erased);
  }

  #erased(): string {
    const up = this.#alive;
    this.#alive = 0;
    return up === 0 ? "" : `\u001b[${up}A\r\u001b[J`;
  }
}
