/** One command of a shell script. */
export interface ShellCommand {
  readonly words: readonly string[];
  /** Where its first word begins in the script. */
  readonly start: number;
  /** What stands between it and the next one; empty behind the last. */
  readonly operator: string;
}

/** A quote that is never closed takes the rest: so nothing is looked at twice. */
const WORD =
  /"(?:\\[^]|[^"\\])*(?:"|\\?$)|'[^']*(?:'|$)|\$\([^)]*(?:\)|$)|\\(?:[^]|$)|[<>]&|&>|[^\s;|&"'\\$]|\$(?!\()/;

/** A word, an operator between commands, blanks, or a comment. */
const TOKEN = new RegExp(
  String.raw`(?<blank>(?:(?!\n)\s|\\\n)+)|(?<comment>#[^\n]*)` +
    String.raw`|(?<word>(?:${WORD.source})+)|(?<operator>&&|\|\||;;|\|&|[;\n|&])`,
  "gy",
);

/** Splits a script into its commands. Not a whole shell: words are not expanded. */
export function commandsOf(script: string): readonly ShellCommand[] {
  const commands: ShellCommand[] = [];
  let words: string[] = [];
  let start = 0;
  const end = (operator: string): void => {
    if (words.length > 0) commands.push({ words, start, operator });
    words = [];
  };
  for (const { groups = {}, index } of script.matchAll(TOKEN)) {
    const { word, operator } = groups;
    if (operator !== undefined) end(operator);
    if (word === undefined) continue;
    if (words.length === 0) start = index;
    words.push(unquoted(word));
  }
  end("");
  return commands;
}

/** Splits a line into words, as a shell does before it runs one program. */
export function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(TOKEN)].flatMap(({ groups }) => groups?.["word"] ?? []).map(unquoted);
}

function unquoted(word: string): string {
  return word.replaceAll(
    /"((?:\\[^]|[^"\\])*)(?:"|\\?$)|'([^']*)(?:'|$)|\\([^]?)/g,
    (_, double?: string, single?: string, escaped?: string) =>
      double?.replaceAll(/\\(["\\$`\n])/g, "$1") ?? single ?? escaped ?? "",
  );
}
