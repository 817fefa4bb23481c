const LINE_WIDTH = 100;

/** Text with the line breaks of the formatter, so that formatting changes nothing. */
export function wrapped(text: string): string {
  const indent = text.startsWith("- ") ? "  " : "";
  const found: string[] = [];
  for (const word of text.split(" ")) {
    const longer = `${found.at(-1)} ${word}`;
    if (found.length > 0 && longer.length <= LINE_WIDTH) found[found.length - 1] = longer;
    else found.push(found.length === 0 ? word : `${indent}${word}`);
  }
  return found.join("\n");
}

/** A table with the column widths of the formatter, so that formatting changes nothing. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  const ruler = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(head), ruler, ...rows.map(line), ""].join("\n");
}
