import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import process from "node:process";
import { it } from "node:test";
import { fileURLToPath } from "node:url";

it("survives listeners of the platform that throw", { timeout: 60_000 }, () => {
  const program = fileURLToPath(new URL("throwing-listeners.ts", import.meta.url));
  const words = "Deno" in globalThis ? ["run", "--allow-all", "--no-check", program] : [program];

  const { stdout, stderr, status } = spawnSync(process.execPath, words, { encoding: "utf8" });

  assert.equal(status, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), { heard: ["stop", "task", "close"], end: "completed" });
});
