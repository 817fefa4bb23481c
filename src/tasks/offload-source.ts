import { badOption, QuiesceError } from "../check/mod.ts";

const ACTION = "offload";

/**
 * The source text of a function, which stands for the function in a thread.
 *
 * @throws {QuiesceError} `BAD_OPTION` when it has none that can stand alone; the `cause` says why
 */
export function sourceOf(work: (...given: never[]) => unknown): string {
  const text = String(work);
  if (/^class\b/.test(text) || /\{\s*\[native code\]\s*\}\s*$/.test(text)) {
    const expected = "a function with a source text, not native, bound or a class";
    throw badOption(ACTION, "work", expected, work);
  }
  checkExpression(text, work);
  return text;
}

/** Parses it here, and calls nothing: a syntax error from a thread would not say where it is. */
function checkExpression(text: string, work: unknown): void {
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- as in the thread
    new Function(`return (${text}\n)`);
  } catch (cause) {
    // Anything else says that no text may become code here, which the thread decides for itself.
    if (!(cause instanceof SyntaxError)) return;
    const expected =
      "a function that can be written out: an arrow function or a function expression, not a method";
    const { message } = badOption(ACTION, "work", expected, work);
    throw new QuiesceError("BAD_OPTION", message, { cause });
  }
}
