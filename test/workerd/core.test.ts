// The core's conformance cases inside workerd: a Web runtime with no process at all.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { cases } from "../conformance/core/mod.ts";

describe("the core in workerd", () => {
  let worker: Miniflare;

  before(async () => {
    worker = new Miniflare({
      modules: true,
      script: await bundle(),
      compatibilityDate: "2026-07-01",
    });
    await worker.ready;
  });

  after(() => worker.dispose());

  for (const { id, promise } of cases) {
    it(`${id} ${promise}`, async () => {
      const answer = await worker.dispatchFetch(`http://case.test/?id=${encodeURIComponent(id)}`);

      assert.equal(await answer.text(), "passed");
    });
  }
});

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "worker.ts")],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2024",
    // Whatever only some runtimes have must fail here, not be left out.
    platform: "neutral",
  });
  return outputFiles[0]?.text ?? "";
}
