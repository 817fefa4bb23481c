/*
 * Invariants
 * 1. The cursor stays where the program has left it: the next text of the program appears there,
 *    with or without a frame, whoever writes it, and also when the process is killed.
 * 2. A frame is below the cursor and nothing else is, so that erasing needs to know neither how many
 *    rows it has nor what a change of the width has made of them.
 * 3. No mode of the terminal is changed, so none has to be restored.
 */

/** Erases from the cursor to the end of the screen. */
export const ERASE = "\u{1b}[J";

/** Goes one row down in the same column, and scrolls at the end of the screen. */
const DOWN = "\u{1b}D";
const SAVE = "\u{1b}7";
const RESTORE = "\u{1b}8";

/** What shows these rows below the cursor, in place of those that were there. */
export function drawing(rows: readonly string[]): string {
  if (rows.length === 0) return ERASE;
  const text = rows.map((row) => `\r\n${row}`).join("");
  // The room is made first: what is saved is a place on the screen, which scrolling would spoil.
  return `${ERASE}${DOWN.repeat(rows.length)}\u{1b}[${rows.length}A${SAVE}${text}${RESTORE}`;
}
