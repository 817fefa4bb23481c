/** Breaks text between words so that no line is longer than `width`; later lines are indented. */
export function wrap(text: string, width: number, indent = ""): string {
  return text.split("\n").map((line) => wrapLine(line, width, indent)).join(`\n${indent}`);
}

function wrapLine(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}

/** Cuts a line to `width`, and shows that it was. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
