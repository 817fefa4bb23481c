/** One line that the process printed. */
export interface Line {
  readonly text: string;
  readonly atMs: number;
}

/** The most lines of each output that are kept: the last ones. */
const MOST_LINES = 20_000;
const MOST_CHARACTERS = 16_000_000;

/** The end of what a process prints on one output, and how much it was in all. */
export class Printed {
  readonly lines: Line[] = [];
  #characters = 0;
  #dropped = 0;

  /** How many lines were printed so far, those included that are not kept any more. */
  get count(): number {
    return this.#dropped + this.lines.length;
  }

  add(line: Line): void {
    this.lines.push(line);
    this.#characters += line.text.length;
    if (this.lines.length > MOST_LINES * 2) this.#drop(MOST_LINES);
    if (this.#characters > MOST_CHARACTERS) this.#drop(Math.ceil(this.lines.length / 2));
  }

  /** The lines after the first `count`, as far as they are kept. */
  since(count: number): readonly Line[] {
    return this.lines.slice(Math.max(0, count - this.#dropped));
  }

  #drop(count: number): void {
    const gone = this.lines.splice(0, count);
    this.#dropped += gone.length;
    this.#characters -= gone.reduce((sum, { text }) => sum + text.length, 0);
  }
}
