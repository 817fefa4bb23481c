const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

/** A way in which text can stand out. */
export type Tone = keyof typeof CODES;

/** Colors text, where colors are wanted. */
export type Paint = (tone: Tone, text: string) => string;

/** Leaves text as it is. */
export function plain(_: Tone, text: string): string {
  return text;
}

/** Colors text for a terminal. */
export function painted(tone: Tone, text: string): string {
  return text === "" ? "" : `\u{1b}[${CODES[tone]}m${text}\u{1b}[0m`;
}
