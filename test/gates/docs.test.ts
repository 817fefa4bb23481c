// Each public name says something that its signature does not.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type Declaration,
  type Documented,
  type Door,
  isAsync,
  isValue,
  readDoors,
} from "./public-symbol.ts";

const HEADINGS = /\*\*(Ends|Again|Cancelled|Late)\b/;

interface Named {
  readonly label: string;
  readonly declaration: Declaration;
}

for (const door of readDoors()) {
  describe(`docs of ${door.name}`, () => {
    const all = declarationsOf(door);

    it("has a module doc", () => {
      assert.ok(door.moduleDoc.length > 0);
    });

    it("documents each name", () => {
      assert.deepEqual(labels(all.filter(({ declaration }) => docOf(declaration) === "")), []);
      assert.ok(all.length > 0);
    });

    it("says more than the name", () => {
      const echoes = all.filter(({ declaration, label }) =>
        letters(docOf(declaration)) === letters(label)
      );

      assert.deepEqual(labels(echoes), []);
    });

    it("says what an asynchronous call promises: Ends, Again, Cancelled or Late", () => {
      assert.deepEqual(all.flatMap(silentPromises), []);
    });

    it("shows an example of each function and class", () => {
      const bare = all.filter(({ declaration }) =>
        /^(function|class)$/.test(declaration.kind) && !hasExample(declaration)
      );

      assert.deepEqual(labels(bare), []);
    });
  });
}

function declarationsOf(door: Door): readonly Named[] {
  return door.symbols.flatMap((symbol) =>
    // A type and a value of one name are documented once.
    (isValue(symbol) ? symbol.declarations.slice(0, 1) : symbol.declarations)
      .map((declaration) => ({ label: symbol.name, declaration }))
  );
}

function silentPromises({ label, declaration }: Named): readonly string[] {
  if (declaration.kind === "function") {
    return isAsync(declaration.def) && !HEADINGS.test(docOf(declaration)) ? [label] : [];
  }
  if (declaration.kind !== "class") return [];
  return (declaration.def?.methods ?? [])
    .filter((method) => method.accessibility !== "private" && method.kind === "method")
    .filter((method) => isAsync(method.functionDef) && !HEADINGS.test(docOf(method)))
    .map((method) => `${label}.${method.name}`);
}

function hasExample({ jsDoc }: Documented): boolean {
  return jsDoc?.tags?.some(({ kind }) => kind === "example") === true;
}

function docOf({ jsDoc }: Documented): string {
  return jsDoc?.doc ?? "";
}

function labels(named: readonly Named[]): readonly string[] {
  return named.map(({ label }) => label);
}

function letters(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z]/g, "").replace(/^(the|a|an)/, "");
}
