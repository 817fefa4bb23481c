import { globSync } from "node:fs";
import { join, relative, sep } from "node:path";
import {
  type Expression,
  isArrowFunction,
  isCallExpression,
  isExportDeclaration,
  isFunctionDeclaration,
  isFunctionLikeDeclaration,
  isImportDeclaration,
  isStringLiteral,
  type Node,
  type SourceFile,
  SyntaxKind,
} from "typescript/unstable/ast";
import { API } from "typescript/unstable/sync";

/** The folder of the project. */
export const ROOT: string = join(import.meta.dirname, "../..");

/** One import or re-export of a file. */
export interface Import {
  readonly specifier: string;
  /** Whether nothing of it is left at run time. */
  readonly typeOnly: boolean;
}

/** One function of a file, of whatever kind. */
export interface FunctionSize {
  readonly name: string;
  readonly line: number;
  readonly lines: number;
  /** A declared function or a method, against one that is passed on. */
  readonly declared: boolean;
}

/** One file of the project, parsed. */
export interface Source {
  /** Relative to the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly tree: SourceFile;
}

/** Parses every TypeScript file of the project. */
export function readSources(): readonly Source[] {
  const config = join(ROOT, "tsconfig.json");
  const api = new API({ cwd: ROOT });
  try {
    const program = api.updateSnapshot({ openProject: config }).getProject(config)?.program;
    return sourcePaths().flatMap((path) => {
      const tree = program?.getSourceFile(join(ROOT, path));
      return tree ? [{ path, text: tree.text, tree }] : [];
    });
  } finally {
    api.close();
  }
}

/** Every TypeScript file that the compiler is told of. */
export function sourcePaths(): readonly string[] {
  return globSync(["mod.ts", "{src,adapters,test,scripts,bench,examples}/**/*.ts"], { cwd: ROOT })
    .map((path) => path.split(sep).join("/"))
    .filter((path) => path !== "test/types/misuse.ts")
    .sort();
}

/** What `source` imports and re-exports, statically or not. */
export function importsOf(source: Source): readonly Import[] {
  return nodesOf(source.tree).flatMap((node): readonly Import[] => {
    const typeOnly = isTypeOnly(node);
    if (isImportDeclaration(node) || isExportDeclaration(node)) {
      return named(node.moduleSpecifier, typeOnly);
    }
    const dynamic = isCallExpression(node) && node.expression.kind === SyntaxKind.ImportKeyword;
    return dynamic ? named(node.arguments[0], false) : [];
  });
}

/** How long each function of `source` is, its body included and its docs not. */
export function functionsOf(source: Source): readonly FunctionSize[] {
  return nodesOf(source.tree).filter(isFunctionLikeDeclaration).map((node) => {
    const start = node.getStart(source.tree);
    const name = "name" in node ? node.name : undefined;
    return {
      name: name ? textOf(source, name) : "(anonymous)",
      line: source.text.slice(0, start).split("\n").length,
      lines: source.text.slice(start, node.end).split("\n").length,
      declared: isFunctionDeclaration(node) || !isArrowFunction(node) && name !== undefined,
    };
  });
}

/** Every node of a tree, parents first. */
export function nodesOf(tree: Node): readonly Node[] {
  const found: Node[] = [];
  const visit = (node: Node): void => {
    found.push(node);
    node.forEachChild(visit);
  };
  visit(tree);
  return found;
}

/** The text of `node` without what stands before it. */
export function textOf(source: Source, node: Node): string {
  return source.text.slice(node.getStart(source.tree), node.end);
}

/** Where `path` is, seen from the project. */
export function fromRoot(path: string): string {
  return relative(ROOT, path).split(sep).join("/");
}

function named(specifier: Expression | undefined, typeOnly: boolean): readonly Import[] {
  return specifier && isStringLiteral(specifier) ? [{ specifier: specifier.text, typeOnly }] : [];
}

function isTypeOnly(node: Node): boolean {
  if (isImportDeclaration(node)) return node.importClause?.phaseModifier === SyntaxKind.TypeKeyword;
  return isExportDeclaration(node) && node.isTypeOnly;
}
