// What the adapters declare of a runtime must fit what the runtime's own types say.
//
// The published types may need none of Deno's or Bun's, so each adapter declares the little that it
// uses. Here every such declaration is assigned from the real thing, and the compiler judges.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { after, describe, it } from "node:test";
import { importsOf, readSources, ROOT, type Source } from "../gates/source.ts";

const DECLARED = /^declare const (Deno|Bun)\b/gm;

const SETTINGS = {
  extends: join(ROOT, "tsconfig.json"),
  compilerOptions: {
    rootDir: "/",
    typeRoots: [join(ROOT, "node_modules/@types")],
    rewriteRelativeImportExtensions: false,
  },
  include: ["."],
  exclude: [],
};

describe("declared runtimes", () => {
  const folder = mkdtempSync(join(tmpdir(), "quiesce-fit-"));
  const declaring = readSources()
    .filter(({ path }) => path.startsWith("adapters/"))
    .filter(({ text }) => text.search(DECLARED) >= 0);

  after(() => rmSync(folder, { recursive: true, force: true }));

  it("are found", () => assert.ok(declaring.length > 0));

  it("fit the runtimes' own types", () => {
    for (const source of declaring) writeFitting(folder, source);
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(SETTINGS));

    assert.equal(compile(folder), "");
  });
});

/** Writes a copy of `source` in which the real runtime is assigned to the declared one. */
function writeFitting(folder: string, source: Source): void {
  const names = [...source.text.matchAll(DECLARED)].map(([, name = ""]) => name);
  let text = withAbsoluteImports(source);
  for (const name of names) {
    text = text.replaceAll(new RegExp(`(?<![\\w"'\`/.])${name}(?=[.:])`, "g"), `declared${name}`);
    text += `\nexport const fitting${name}: typeof declared${name} = globalThis.${name};\n`;
  }
  const path = join(folder, source.path);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function withAbsoluteImports(source: Source): string {
  const relative = importsOf(source).filter(({ specifier }) => specifier.startsWith("."));
  return relative.reduce((text, { specifier }) => {
    const target = join(ROOT, dirname(source.path), specifier);
    return text.replaceAll(`"${specifier}"`, JSON.stringify(target));
  }, source.text);
}

function compile(folder: string): string {
  const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
  try {
    execFileSync(process.execPath, [compiler, "-p", folder], { stdio: "pipe", encoding: "utf8" });
    return "";
  } catch (error) {
    // SAFETY: a program that ends with another code than 0 is thrown with its output.
    return (error as { readonly stdout: string }).stdout;
  }
}
