// What a newcomer types first, and that it can tell a bad ending from a good one.
import assert from "node:assert/strict";
import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import process from "node:process";
import { describe, it } from "node:test";

const OPTIONS = { timeout: 120_000, concurrency: false };

describe("npm start", OPTIONS, () => {
  it("shuts the service down under load on each runtime, and shows a table", OPTIONS, () => {
    const { status, stdout } = start();

    assert.match(stdout, /Node/);
    assert.match(stdout, /Deno/);
    assert.match(stdout, /Bun/);
    assert.match(stdout, /listener.*job.*db/);
    assert.equal(status, 0, stdout);
  });

  it("fails when requests are lost", OPTIONS, () => {
    const { status, stdout } = start("--runtime", "node", "--service", "test/programs/careless.ts");

    assert.match(stdout, /lost/);
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
