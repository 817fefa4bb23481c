// People who are still on Node 20 run the programs through tsx.
import assert from "node:assert/strict";
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { it } from "node:test";
import { promisify } from "node:util";
import { ROOT } from "../gates/source.ts";

const execute = promisify(execFile);
/** The Node that npm itself runs on: whatever the machine has. */
const systemNode = process.env["npm_node_execpath"] ?? "node";
const version = execFileSync(systemNode, ["--version"], { encoding: "utf8" }).trim();

if (version.startsWith("v20.")) {
  it(`a program runs through tsx on Node ${version}`, async () => {
    const preloads = ["--import", "tsx", "--import", "./scripts/node-20.mjs"];
    const program = join(ROOT, "test/programs/natural-end.ts");

    const { stdout } = await execute(systemNode, [...preloads, program], { cwd: ROOT });

    assert.equal(stdout, "work done\nclosed database\n");
  });

  it(`the command line says on Node ${version} what it needs`, () => {
    const refusal = `Cannot run: quiesce needs Node 22 or newer, this is ${version.slice(1)}`;

    const told = verifyOnSystem([]);
    const asData = verifyOnSystem(["--json"]);

    assert.deepEqual([told.status, told.stdout, told.stderr], [2, "", `${refusal}\n`]);
    assert.deepEqual([asData.status, asData.stderr], [2, ""]);
    assert.deepEqual(JSON.parse(asData.stdout), { error: { code: "RUNTIME", message: refusal } });
  });
} else {
  it(`a program on Node 20: not possible here, the system has ${version}`, () => {
    assert.doesNotMatch(version, /^v20\./);
  });
}

function verifyOnSystem(options: readonly string[]) {
  const words = [join(ROOT, "dist/cli.js"), "verify", ...options, "--", "node", "--json"];
  return spawnSync(systemNode, words, { encoding: "utf8" });
}
