/** Text that is markup already. Only {@linkcode html} makes it, so all else is escaped. */
export interface Html {
  readonly markup: string;
}

/** What may stand between the parts of a template. */
export type Part = string | number | Html | undefined | readonly Part[];

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Makes text harmless, between tags and in quoted attributes alike. */
export function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}

/** Markup of which all that is put in is escaped, unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const [first = "", ...rest] = trimmed(strings);
  const markup = rest.reduce((text, next, index) => text + markupOf(parts[index]) + next, first);
  return { markup };
}

const known: WeakMap<TemplateStringsArray, readonly string[]> = new WeakMap();

/** Our own text without its indentation, which nobody will read in a page. */
function trimmed(strings: TemplateStringsArray): readonly string[] {
  const before = known.get(strings);
  if (before) return before;
  const lines = strings.map((part) => part.replaceAll(/\s*\n\s*/g, "\n"));
  known.set(strings, lines);
  return lines;
}

/** Data that a script element can hold: nothing in it can end the element. */
export function jsonHtml(data: unknown): Html {
  return { markup: JSON.stringify(data).replaceAll("<", "\\u003c") };
}

/** Text of our own for a style or script element, in which nothing may be escaped. */
export function rawHtml(text: string): Html {
  return { markup: text };
}

function markupOf(part: Part): string {
  if (part === undefined) return "";
  if (typeof part === "string") return escape(part);
  if (typeof part === "number") return String(part);
  return "markup" in part ? part.markup : part.map(markupOf).join("");
}
