/** How much an answer says. */
export interface AnswerSize {
  readonly bodyBytes: number;
  /** The same, with each number for one: a duration in it is as long as it happens to be. */
  readonly foldedBytes: number;
}

const SIZES = ["bodyBytes", "foldedBytes"] as const;
const NUMBER = /\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;
/** What may go on in the next piece of a body. */
const UNFINISHED = /[\de.+-]{1,40}$/i;

/**
 * Whether an answer says less than the same request was answered in peace. `undefined`: those were of
 * different sizes themselves, or too few, so that it cannot be told.
 */
export function isShort(answer: AnswerSize, peace: readonly AnswerSize[]): boolean | undefined {
  const [first, ...others] = peace;
  if (!first || others.length === 0) return undefined;
  // An id of letters and digits keeps its length, and a duration does so when it is folded.
  const stable = SIZES.filter((size) => others.every((each) => each[size] === first[size]));
  return stable.length === 0 ? undefined : stable.every((size) => answer[size] < first[size]);
}

/** Measures a body piece by piece. */
export class Measure {
  #bodyBytes = 0;
  #foldedBytes = 0;
  #unfinished = "";

  push(text: string): void {
    this.#bodyBytes += text.length;
    const all = this.#unfinished + text;
    this.#unfinished = UNFINISHED.exec(all.slice(-40))?.[0] ?? "";
    this.#foldedBytes += folded(all.slice(0, all.length - this.#unfinished.length));
  }

  get size(): AnswerSize {
    const foldedBytes = this.#foldedBytes + folded(this.#unfinished);
    return { bodyBytes: this.#bodyBytes, foldedBytes };
  }
}

function folded(text: string): number {
  return text.replaceAll(NUMBER, "#").length;
}
