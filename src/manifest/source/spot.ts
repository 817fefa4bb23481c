import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node } from "yaml";

/** A place in a file. Lines and columns count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A value of a document, or the place where it would stand. */
export interface Spot extends Position {
  /** `undefined` where there is none; then the place is that of what it would stand in. */
  readonly value: unknown;
  /** `spec.template.spec.containers[0].image`. */
  readonly path: string;
  /** What stands below it. */
  at(...keys: readonly Key[]): Spot;
}

type Key = string | number;

interface Source {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

interface Place {
  readonly node: Node | undefined;
  readonly value: unknown;
  readonly path: string;
  readonly offset: number;
}

/** The top of a document. `value` is its content as plain data. */
export function rootSpot(source: Source, value: unknown): Spot {
  const node = source.document.contents as Node | null;
  return spotOf(source, { node: node ?? undefined, value, path: "", offset: startOf(node) ?? 0 });
}

function spotOf(source: Source, place: Place): Spot {
  return {
    file: source.file,
    // Asked for by findings only.
    get line() {
      return Math.max(1, source.lines.linePos(place.offset).line);
    },
    get column() {
      return Math.max(1, source.lines.linePos(place.offset).col);
    },
    value: place.value,
    path: place.path,
    at: (...keys) =>
      spotOf(source, keys.reduce((here, key) => below(source.document, here, key), place)),
  };
}

function below(document: Document, here: Place, key: Key): Place {
  const { value } = here;
  const isThere = typeof value === "object" && value !== null && Object.hasOwn(value, key);
  const found = isThere ? lookUp(document, here.node, key) : undefined;
  return {
    node: found?.node,
    // SAFETY: it has such a key.
    value: isThere ? (value as Record<Key, unknown>)[key] : undefined,
    path: typeof key === "number" ? `${here.path}[${key}]` : joined(here.path, key),
    offset: found?.offset ?? here.offset,
  };
}

function joined(path: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

interface Found {
  readonly node: Node | undefined;
  readonly offset: number | undefined;
}

function lookUp(document: Document, given: unknown, key: Key): Found | undefined {
  const node = isAlias(given) ? given.resolve(document) : given;
  if (isSeq(node)) {
    const item = node.items[Number(key)] as Node | undefined;
    return { node: item, offset: startOf(item) };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((each) => keyOf(each.key) === String(key));
  if (pair) return { node: pair.value as Node, offset: startOf(pair.key) };
  return node.items.filter((each) => keyOf(each.key) === "<<")
    .flatMap(({ value }) => isSeq(value) ? value.items : [value])
    .map((merged) => lookUp(document, merged, key))
    .find((found) => found !== undefined);
}

function keyOf(key: unknown): string {
  const value = isScalar(key) ? key.value : key;
  return typeof value === "symbol" ? value.description ?? "" : String(value);
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
