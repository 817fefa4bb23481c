// What a newcomer types first, and that it can tell a bad ending from a good one.
import assert from "node:assert/strict";
import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { readFileSync } from "node:fs";
import process from "node:process";
import { describe, it } from "node:test";

const OPTIONS = { timeout: 120_000, concurrency: false };

describe("npm start", OPTIONS, () => {
  it("has the service judged on each runtime, and draws a picture of each", OPTIONS, () => {
    const { status, stdout } = start();

    for (const runtime of ["Node", "Deno", "Bun"]) {
      assert.match(stdout, new RegExp(`^${runtime}: test/programs/service`, "m"));
      const picture = readFileSync(`artifacts/start/${runtime.toLowerCase()}.html`, "utf8");
      assert.match(picture, /^<!doctype html>/i);
    }
    assert.equal(stdout.match(/^PASS: 10 passed$/gm)?.length, 3, stdout);
    assert.equal(status, 0, stdout);
  });

  it("fails when requests are lost", OPTIONS, () => {
    const { status, stdout } = start("--runtime", "node", "--service", "test/programs/careless.ts");

    assert.match(stdout, /requests \(hot\) lost: read, then dropped/);
    assert.equal(status, 1, stdout);
  });

  it("names an option that it does not know, and what it knows", () => {
    const { status, stderr } = start("--runtme", "node");

    assert.match(stderr, /--runtme/);
    assert.match(stderr, /--runtime/);
    assert.equal(status, 2);
  });
});

function start(...args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, ["scripts/start/mod.ts", ...args], { encoding: "utf8" });
}
