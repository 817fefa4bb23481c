import { type Document, isCollection, type Node, visit } from "yaml";

/**
 * Where a document is a template, or `undefined`. To YAML, `{{ x }}` is a map with a map as its key,
 * which no manifest has. Braces within a text are no such thing: alerts and ConfigMaps are full of
 * them.
 */
export function templateOffset(document: Document): number | undefined {
  let offset: number | undefined;
  visit(document, {
    Pair(_, { key }, path) {
      if (!isCollection(key)) return undefined;
      const holder = path.at(-1) as Node | undefined;
      offset = holder?.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}
