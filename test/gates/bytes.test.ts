// What a user's bundle grows by, door by door, with the optional peers left out.
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import deno from "../../deno.json" with { type: "json" };
import npm from "../../package.json" with { type: "json" };
import budgets from "./bytes.json" with { type: "json" };
import { ROOT } from "./source.ts";

const BUDGETS: ReadonlyMap<string, number> = new Map(Object.entries(budgets));

describe("bytes", () => {
  it("every door has a budget", () => {
    assert.deepEqual([...BUDGETS.keys()].sort(), Object.keys(deno.exports).sort());
  });

  for (const [name, path] of Object.entries(deno.exports)) {
    it(`${name} stays within its budget`, async (t) => {
      const bytes = await bundledBytes(join(ROOT, path));

      t.diagnostic(`${name}: ${bytes} of ${BUDGETS.get(name)} bytes`);
      assert.ok(bytes <= (BUDGETS.get(name) ?? 0), `${bytes} bytes are more than the budget`);
    });
  }
});

async function bundledBytes(path: string): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2024",
    external: [
      "node:*",
      ...Object.keys(npm.peerDependencies).flatMap((peer) => [peer, `${peer}/*`]),
    ],
  });
  return gzipSync(outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length;
}
