import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fromRoot, ROOT } from "./source.ts";

/** A documented thing, as `deno doc` prints it. Only what the gates read. */
export interface Documented {
  readonly name: string;
  readonly kind?: string;
  readonly accessibility?: string;
  readonly jsDoc?: { readonly doc?: string; readonly tags?: readonly { readonly kind: string }[] };
}

interface Signature {
  readonly isAsync?: boolean;
  readonly returnType?: { readonly repr?: string };
}

/** A method of a class. */
export interface Method extends Documented {
  readonly functionDef?: Signature;
}

/** One declaration behind an exported name. */
export interface Declaration extends Documented {
  readonly kind: string;
  readonly def?: Signature & { readonly methods?: readonly Method[] };
}

/** A name that a door exports, with each of its declarations. */
export interface PublicSymbol {
  readonly name: string;
  readonly declarations: readonly Declaration[];
}

/** One door: what a user may import by one name. */
export interface Door {
  /** As in the exports map: `./node`. */
  readonly name: string;
  /** Its source, relative to the project. */
  readonly path: string;
  readonly moduleDoc: string;
  readonly symbols: readonly PublicSymbol[];
}

interface DocFile {
  readonly nodes: Readonly<
    Record<string, {
      readonly module_doc?: { readonly doc?: string };
      readonly symbols: readonly PublicSymbol[];
    }>
  >;
}

const VALUES: ReadonlySet<string> = new Set(["class", "function", "variable", "enum"]);

/** Reads every door of the package, with all that it exports. */
export function readDoors(): readonly Door[] {
  // One at a time: what two doors export would be described at the first only.
  return Object.entries(doorPaths()).map(([name, path]) => door(name, path, documentation(path)));
}

/** Whether something of `symbol` is left at run time. */
export function isValue(symbol: PublicSymbol): boolean {
  return symbol.declarations.some(({ kind }) => VALUES.has(kind));
}

/** Whether a call returns a promise. */
export function isAsync(signature: Signature | undefined): boolean {
  const returned = signature?.returnType?.repr ?? "";
  return signature?.isAsync === true || /^Promise(Like)?\b/.test(returned);
}

function documentation(path: string): DocFile {
  const json = execFileSync(join(ROOT, "node_modules/.bin/deno"), ["doc", "--json", path], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    // It warns about types of Node that it does not find.
    stdio: ["ignore", "pipe", "ignore"],
  });
  // SAFETY: the shape is that of the pinned version of Deno, and a change breaks the gates.
  return JSON.parse(json) as DocFile;
}

function door(name: string, path: string, file: DocFile): Door {
  const entry = Object.entries(file.nodes).find(([url]) => fromRoot(fileURLToPath(url)) === path);
  const moduleDoc = entry?.[1].module_doc?.doc ?? "";
  return { name, path, moduleDoc, symbols: entry?.[1].symbols ?? [] };
}

function doorPaths(): Readonly<Record<string, string>> {
  const config = readFileSync(join(ROOT, "deno.json"), "utf8");
  // SAFETY: the manifest gate checks the exports of this file.
  const { exports } = JSON.parse(config) as { exports: Record<string, string> };
  // The manifest gate reports a door without a file; the others go on without it.
  const doors = Object.entries(exports).map(([name, path]) =>
    [name, path.replace("./", "")] as const
  );
  return Object.fromEntries(doors.filter(([, path]) => existsSync(join(ROOT, path))));
}
