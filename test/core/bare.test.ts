// The core's conformance cases in a world of Web names only: no process, no runtime, no window.
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { cases } from "../conformance/core/mod.ts";

/** All that the core may find beside the language itself. */
const WEB = {
  AbortController,
  AbortSignal,
  CustomEvent,
  DOMException,
  Event,
  EventTarget,
  clearTimeout,
  console,
  performance,
  queueMicrotask,
  setTimeout,
};

interface Bundle {
  readonly lib: Parameters<typeof cases[number]["run"]>[0];
  readonly cases: typeof cases;
}

describe("the core with Web names only", async () => {
  const bundle = await load();

  for (const { id, promise, run } of bundle.cases) {
    it(`${id} ${promise}`, () => run(bundle.lib));
  }

  it("has every case", () => assert.equal(bundle.cases.length, cases.length));
});

async function load(): Promise<Bundle> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export * as lib from "../../mod.ts";
        export { cases } from "../conformance/core/mod.ts";`,
      resolveDir: join(import.meta.dirname),
    },
    bundle: true,
    write: false,
    format: "iife",
    globalName: "bundle",
    platform: "neutral",
  });
  const world = createContext({ ...WEB });
  // SAFETY: the bundle is made of these two exports, a few lines above.
  return runInContext(`${outputFiles[0]?.text ?? ""}\nbundle`, world) as Bundle;
}
