/*
 * Invariants
 * 1. Nothing that has passed `printable` can move the cursor, change a colour or break a line.
 * 2. A width is never less than what terminals draw; where they differ, it is the larger one. So
 *    what was cut to a width never wraps.
 */

/** Sees the characters that people see: a letter with its marks is one. */
const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Longer than any row, and short enough to be looked at character by character. */
const MOST_UNITS = 500;

const PLAIN = /^[ -~]*$/;

/** What commands a terminal, hides, or turns the direction of text; but not what joins emoji. */
const HARMFUL = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?!\u{200d})\p{Cf}/gu;

/** What is drawn over the character before it. */
const MARK = /^(?!\u{fe0f})[\p{Mn}\p{Me}\p{Cf}]/u;

/** What East Asian Width calls wide or fullwidth, in whole blocks, and emoji. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{20000}-\u{3fffd}\p{Extended_Pictographic}\p{Emoji_Presentation}\p{Regional_Indicator}]/u;

/** Text that can do nothing to a terminal: each character that could is shown as one that cannot. */
export function printable(text: string): string {
  return text.slice(0, MOST_UNITS).replaceAll(HARMFUL, "\u{fffd}");
}

/** How many columns text takes at most. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

/** Cuts text to a width, between the characters that people see, and shows that it was. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (width < 1) return "";
  let kept = "";
  let left = width - 1;
  for (const { segment } of GRAPHEMES.segment(text)) {
    left -= widthOf(segment);
    if (left < 0) break;
    kept += segment;
  }
  return `${kept}…`;
}

function columnsOf(character: string): number {
  if (MARK.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
