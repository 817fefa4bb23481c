import { type OpenEntry, rangeText, shapeOf, timeText } from "./open-entry.ts";

/** More siblings of one shape than this share a line. */
const MOST_SIBLINGS = 5;
/** What is deeper is counted only. */
const MOST_DEPTH = 30;

interface Branch {
  readonly entry: OpenEntry;
  /** The path without that of the parent. */
  readonly label: string;
  readonly children: Branch[];
}

/**
 * What is open as a tree, a line each, for people: the label, the kind, the age, what it said last,
 * how long ago it was aborted, and where it was opened. More than five siblings of one shape share
 * a line, with the number of what is open below them.
 *
 * @example Show what a program has open
 * ```ts
 * import { Scope } from "quiesce";
 * import { Registry, treeLines } from "quiesce/leak";
 *
 * const registry = new Registry();
 * const orders = new Scope("orders");
 * for (const number of Array(20).keys()) orders.child(`order ${number}`);
 * const [first, second] = treeLines(registry.open());
 * console.assert(first?.startsWith("scope /orders, ") && second?.includes("20 x scope order #, "));
 *
 * orders.abort();
 * registry.release();
 * ```
 */
export function treeLines(entries: readonly OpenEntry[]): string[] {
  return linesOf(branches(entries), 0);
}

function branches(entries: readonly OpenEntry[]): Branch[] {
  const byPath = new Map<string, Branch>();
  const tops: Branch[] = [];
  // A parent is always opened before its children.
  for (const entry of entries) {
    const parent = entry.isRoot ? undefined : nearestAbove(entry.path, byPath);
    const label = parent === undefined ? entry.path : below(parent.entry.path, entry.path);
    const branch: Branch = { entry, label, children: [] };
    (parent?.children ?? tops).push(branch);
    if (isInTree(entry)) byPath.set(entry.path, branch);
  }
  return tops;
}

function isInTree({ kind }: OpenEntry): boolean {
  return kind === "scope" || kind === "task";
}

/** Not every ancestor needs to be noted. A root without a name is above all others. */
function nearestAbove(path: string, byPath: ReadonlyMap<string, Branch>): Branch | undefined {
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
    const found = byPath.get(path.slice(0, at));
    if (found !== undefined) return found;
  }
  return path === "/" ? undefined : byPath.get("/");
}

function below(parent: string, path: string): string {
  return path.slice(parent === "/" ? 1 : parent.length + 1);
}

function linesOf(siblings: readonly Branch[], depth: number): string[] {
  const groups = Map.groupBy(
    siblings,
    ({ entry, label }) => `${entry.kind} ${shapeOf(label)} ${entry.where}`,
  );
  return [...groups.values()].flatMap((group) =>
    group.length > MOST_SIBLINGS
      ? groupLines(group, depth)
      : group.flatMap((branch) => branchLines(branch, depth))
  );
}

function branchLines(branch: Branch, depth: number): string[] {
  const { entry, label, children } = branch;
  const isCut = depth >= MOST_DEPTH;
  const line = lineOf(`${entry.kind} ${label}`, timeText(entry.ageMs), [
    entry.status === undefined ? "" : `"${entry.status}"`,
    entry.abortedForMs === undefined ? "" : `aborted ${timeText(entry.abortedForMs)} ago`,
    isCut ? openBelow([branch]) : "",
    entry.where,
  ]);
  return [indented(line, depth), ...(isCut ? [] : linesOf(children, depth + 1))];
}

function groupLines(group: readonly Branch[], depth: number): string[] {
  const aborted = group.filter(({ entry }) => entry.abortedForMs !== undefined).length;
  return group.slice(0, 1).map(({ entry, label }) => {
    const head = `${group.length} x ${entry.kind} ${shapeOf(label)}`;
    const line = lineOf(head, rangeText(group.map((branch) => branch.entry.ageMs)), [
      aborted === 0 ? "" : `${aborted} aborted`,
      openBelow(group),
      entry.where,
    ]);
    return indented(line, depth);
  });
}

function lineOf(head: string, age: string, details: readonly string[]): string {
  return [head, age, ...details].filter((text) => text !== "").join(", ");
}

function indented(line: string, depth: number): string {
  return "  ".repeat(depth) + line;
}

function openBelow(branches: readonly Branch[]): string {
  let count = -branches.length;
  const waiting = [...branches];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    count += 1;
    for (const child of next.children) waiting.push(child);
  }
  return count === 0 ? "" : `${count} open below`;
}
