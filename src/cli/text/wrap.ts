import { printable } from "./printable.ts";

/** Breaks text between words so that no line is longer than `width`; later lines are indented. */
export function wrap(text: string, width: number, indent = ""): string {
  return printable(text).split("\n").map((line) => wrapLine(line, width, indent)).join(
    `\n${indent}`,
  );
}

function wrapLine(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  let line = "";
  // A word takes the blanks before it along, so that what is set in columns stays so.
  for (const [word = ""] of text.matchAll(/ *[^ ]+/g)) {
    if (line !== "" && line.length + word.length > width) {
      lines.push(line);
      line = indent + word.trimStart();
    } else line += word;
  }
  return [...lines, line].join("\n");
}

/** Cuts a line to `width`, and shows that it was. */
export function cut(text: string, width: number): string {
  const line = printable(text).replaceAll("\n", " ");
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}
