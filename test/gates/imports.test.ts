// Imports point inward only, and each folder is entered by its door.
import assert from "node:assert/strict";
import { dirname, posix } from "node:path";
import { describe, it } from "node:test";
import { importsOf, readSources, type Source } from "./source.ts";

interface Ring {
  /** Other folders whose door may be imported. */
  readonly doors: readonly string[];
  /** Specifiers that are not paths. */
  readonly bare?: RegExp;
  /** Specifiers of which only types may be imported. */
  readonly bareTypes?: RegExp;
}

/** Who may import whom. Anything not listed is forbidden. */
const RINGS: Readonly<Record<string, Ring>> = {
  "mod.ts": { doors: ["src/core"] },
  "src/check": { doors: [] },
  "src/core": { doors: ["src/check"] },
  "src/channel": { doors: [] },
  "src/host": { doors: ["src/channel", "src/check", "src/core"] },
  "src/http": { doors: ["src/channel", "src/check", "src/core", "src/host"] },
  "src/tasks": { doors: ["src/check", "src/core"], bare: /^node:worker_threads$/ },
  "src/wrap": { doors: ["src/check", "src/core"] },
  "src/leak": { doors: ["src/check", "src/core"] },
  "src/capacity": { doors: ["src/check"] },
  "src/testing": { doors: ["src/check", "src/core", "src/host", "src/leak"] },
  "src/config": { doors: ["src/check", "src/core"], bare: /^zod(\/|$)/ },
  "src/observe": {
    doors: ["src/check", "src/core", "src/http"],
    bare: /^zod(\/|$)/,
  },
  "src/kubernetes": { doors: ["src/check", "src/core", "src/host", "src/http"] },
  "src/manifest": {
    doors: ["src/check", "src/kubernetes"],
    bare: /^(node:|zod$|yaml$)/,
  },
  "src/picture": { doors: ["src/core", "src/verify"], bare: /^node:crypto$/ },
  "src/verify": { doors: ["src/check"], bare: /^(node:|zod$|yaml$)/ },
  "src/cli": {
    doors: ["src/config", "src/core", "src/manifest", "src/observe", "src/picture", "src/verify"],
    bare: /^(node:|zod$|commander$)/,
  },
  "adapters/node": {
    doors: ["src/check", "src/core", "src/leak", "src/host", "src/http", "adapters/thread"],
    bare: /^node:/,
  },
  "adapters/deno": {
    doors: ["src/check", "src/core", "src/host", "src/http", "adapters/thread"],
    bare: /^node:/,
  },
  "adapters/bun": {
    doors: ["src/check", "src/core", "src/host", "src/http", "adapters/thread"],
    bare: /^node:/,
  },
  "adapters/thread": { doors: ["src/check", "src/core"], bare: /^node:/ },
  "adapters/otel": {
    doors: ["src/check", "src/core", "src/http", "src/observe"],
    bare: /^@opentelemetry\/api$/,
  },
  "adapters/prometheus": { doors: ["src/check", "src/core", "src/http", "src/observe"] },
  "adapters/systemd": { doors: ["src/check", "src/core", "src/host"], bare: /^node:/ },
  "adapters/terminal": { doors: ["src/check", "src/core", "src/host"], bare: /^node:/ },
  "adapters/hono": {
    doors: ["src/check", "src/core", "src/host", "src/http"],
    bareTypes: /^hono(\/|$)/,
  },
};

const FOREIGN = /\b(process|Deno|Bun|Buffer|global|require|setImmediate)\s*[.(?]|["']node:/;

const sources = readSources();

describe("imports", () => {
  for (const [folder, ring] of Object.entries(RINGS)) {
    it(`${folder} imports only what its ring allows`, () => {
      const broken = sourcesIn(folder).flatMap((source) => brokenImports(source, folder, ring));

      assert.deepEqual(broken, []);
    });
  }

  it("every folder of the product has a ring", () => {
    const homes = productSources().map(({ path }) => homeOf(path));

    assert.deepEqual(homes.filter((home) => !(home in RINGS)), []);
    assert.ok(homes.length > 0);
  });

  it("the core and the host name nothing that only one runtime has", () => {
    const inner = [...sourcesIn("src/core"), ...sourcesIn("src/host")];

    const foreign = inner.filter(({ text }) => FOREIGN.test(withoutComments(text)));

    assert.deepEqual(foreign.map(({ path }) => path), []);
    assert.ok(inner.length > 0);
  });

  it("programs and examples import the package by its name", () => {
    const users = sources.filter(({ path }) => /^(test\/programs|examples)\//.test(path));

    const inside = users.flatMap(({ path, tree, text }) =>
      importsOf({ path, tree, text })
        .filter(({ specifier }) => /(^|\/)(src|adapters|dist)\//.test(specifier))
        .map(({ specifier }) => `${path} imports ${specifier}`)
    );

    assert.deepEqual(inside, []);
  });
});

function productSources(): readonly Source[] {
  return sources.filter(({ path }) => /^(mod\.ts$|src\/|adapters\/)/.test(path));
}

function sourcesIn(folder: string): readonly Source[] {
  return sources.filter(({ path }) => path === folder || path.startsWith(`${folder}/`));
}

function brokenImports(source: Source, folder: string, ring: Ring): readonly string[] {
  return importsOf(source)
    .filter(({ specifier, typeOnly }) =>
      specifier.startsWith(".")
        ? !mayEnter(source.path, specifier, folder, ring)
        : !ring.bare?.test(specifier) && !(typeOnly && ring.bareTypes?.test(specifier))
    )
    .map(({ specifier }) => `${source.path} imports ${specifier}`);
}

function mayEnter(from: string, specifier: string, folder: string, ring: Ring): boolean {
  const target = posix.join(dirname(from), specifier);
  return target.startsWith(`${folder}/`) || ring.doors.some((door) => target === `${door}/mod.ts`);
}

function homeOf(path: string): string {
  return path === "mod.ts" ? path : path.split("/").slice(0, 2).join("/");
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|(?<![:"'`])\/\/.*$/gm, "");
}
