import { commandsOf } from "./shell-script.ts";
import { baseName } from "./unwrap.ts";

/** A shell that is given its script as a word. */
export interface ShellCall {
  /** `sh`. */
  readonly name: string;
  /** The shell itself and its options. */
  readonly words: readonly string[];
  readonly script: string;
}

const SHELLS: readonly string[] = ["sh", "ash", "bash", "dash", "ksh", "zsh"];

/** The script that these words run, if they are a shell and a script. */
export function shellCallOf([program = "", ...words]: readonly string[]): ShellCall | undefined {
  const name = baseName(program);
  if (!SHELLS.includes(name)) return undefined;
  const at = words.findIndex((word) => !/^[-+]/.test(word));
  const options = words.slice(0, Math.max(0, at));
  const script = words[at];
  // The letter stands in whatever company: `-ec`.
  const isGiven = script !== undefined && options.some((word) => /^-[a-z]*c$/.test(word));
  return isGiven ? { name, words: [program, ...options], script } : undefined;
}

/** The programs that are run, those of a script one by one. */
export function programsIn(words: readonly string[]): readonly (readonly string[])[] {
  const call = shellCallOf(words);
  return call ? commandsOf(call.script).map((command) => command.words) : [words];
}
