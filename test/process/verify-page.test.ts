// What docs/verify.md says that `quiesce verify` prints about its example is what it prints.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import process from "node:process";
import { it } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** A verification is started anew for each scenario, and two of these take a whole grace period. */
const IN_TIME = { timeout: 240_000 };

it("docs/verify.md shows what the command prints about the example", IN_TIME, async () => {
  const page = readFileSync(new URL("../../docs/verify.md", import.meta.url), "utf8");
  const [, shown = ""] = /<!-- prints bare-close -->([^]*?)<!-- \/prints/.exec(page) ?? [];
  const options = shown.match(/--scenario [\w-]+/g) ?? [];

  const printed = await verified(options.flatMap((option) => option.split(" ")));

  assert.ok(options.length > 0);
  assert.equal(verdictsIn(shown).length, options.length);
  assert.deepEqual(verdictsIn(printed), verdictsIn(shown));
  // How many requests are lost or raced is luck; that it must be killed is not.
  assert.match(shown, /LATE_EXIT/);
  assert.match(printed, /LATE_EXIT/);
});

it("docs/verify.md has a recipe that does what it says", IN_TIME, async () => {
  const scenarios = ["slow-requests", "hot-keep-alive", "idle-keep-alive", "silent-connections"];
  const options = scenarios.flatMap((id) => ["--scenario", id]);

  const printed = await verified(options, "careful-close");

  assert.equal(verdictsIn(printed).length, scenarios.length, printed);
  assert.doesNotMatch(printed, /FAIL|HELD_BY_CLIENTS|LOST/);
});

/** What the command prints, run as its reader runs it. */
function verified(options: readonly string[], program = "bare-close"): Promise<string> {
  const command = [process.execPath, `examples/${program}.ts`];
  const words = ["src/cli/quiesce.ts", "verify", ...options, "--", ...command];
  const { promise, resolve } = Promise.withResolvers<string>();
  execFile(process.execPath, words, { cwd: ROOT }, (_error, stdout) => resolve(stdout));
  return promise;
}

/** The scenarios and their verdicts, from the rows of the table. */
function verdictsIn(text: string): readonly string[] {
  return text.match(/^[A-Z][\w -]+? {2,}(pass|weak|FAIL)(?= )/gm) ?? [];
}
