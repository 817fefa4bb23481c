import { type Document, isCollection, isMap, type Node, visit } from "yaml";

/** What stands in braces twice and in no quotes is of Helm and its like. */
const BRACES = /^(?:[^"'#\n]*[^"'#\n$])?\{\{/;

/**
 * Where a document is a template, or `undefined`. Braces within a text are none of its: alerts and
 * the texts of a ConfigMap are full of them.
 */
export function templateOffset(text: string, document: Document): number | undefined {
  const [error] = document.errors;
  return error ? bracesAt(text, error.pos[0]) : keyOfBraces(document);
}

/** Braces twice in the line that could not be parsed. */
function bracesAt(text: string, offset: number): number | undefined {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const [line = ""] = text.slice(start).split("\n", 1);
  const [braces] = BRACES.exec(line) ?? [];
  return braces === undefined ? undefined : start + braces.length - 2;
}

/** `{{ x }}` is a map with a map as its key, which no manifest has. */
function keyOfBraces(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Pair(_, { key }, path) {
      const holder = path.at(-1);
      if (!isCollection(key) || !isMap(holder)) return undefined;
      found = (holder as Node).range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return found;
}
