import type { Output, World } from "./world.ts";

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

/** A way in which text can stand out. */
export type Tone = keyof typeof CODES;

/** Colors text, where colors are wanted. */
export type Paint = (tone: Tone, text: string) => string;

/** Colors for an output: on a terminal, unless the environment says otherwise (no-color.org). */
export function paintFor(output: Output, { environment }: World): Paint {
  const isForced = environment["FORCE_COLOR"] !== undefined && environment["FORCE_COLOR"] !== "0";
  const isRefused = Boolean(environment["NO_COLOR"]) || environment["TERM"] === "dumb";
  const isColored = isForced || (output.isTTY === true && !isRefused);
  return isColored ? (tone, text) => `\u001b[${CODES[tone]}m${text}\u001b[0m` : (_, text) => text;
}
