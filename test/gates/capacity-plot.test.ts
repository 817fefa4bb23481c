// The plot of docs/capacity.md shows what is computed, simulated and measured now.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { it } from "node:test";
import { ROOT } from "./source.ts";

it("the plot and the table of capacity.md are up to date", () => {
  const words = [join(ROOT, "scripts/capacity/plot.ts"), "--check"];

  const { status, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });

  assert.equal(status, 0, stderr);
});
