import { isProgram } from "./obstacle.ts";
import { wordsOf } from "./shell-script.ts";

/** The words that start the same program as a script, without a shell; `undefined` when it takes one. */
export function execWords(script: string): readonly string[] | undefined {
  // Quotes apart, these mean something to a shell only.
  if (/[$`*?;|&<>()~#\n]|^\s*\w+=/.test(script)) return undefined;
  const words = wordsOf(script);
  return isProgram(words) ? words : undefined;
}

/** Words as a list that is JSON and YAML. */
export function listOf(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(", ")}]`;
}
