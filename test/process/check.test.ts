// From what a service says of its own end to what is found in its manifests, on each runtime.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import type { Description } from "../../src/kubernetes/mod.ts";
import { type CheckResult, RULES } from "../../src/manifest/mod.ts";
import { commandOf, RUNTIMES } from "../conformance/subject.ts";
import { ROOT } from "../gates/source.ts";
import { CAREFUL } from "../unit/manifest/careful.ts";
import { budgetOf } from "../unit/manifest/checked.ts";
import { deployment } from "../unit/manifest/rule-cases/mod.ts";
import { launch, temporaryFolder } from "./command-line.ts";

const execute = promisify(execFile);
const PROGRAM = join(ROOT, "test/programs/described.ts");

interface Said {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program that describes itself, told that the platform waits for 10 s. */
function described([command = "", ...words]: readonly string[]): Promise<Said> {
  const env = { ...process.env, NO_COLOR: "1", QUIESCE_OUTER_GRACE_MS: "10000" };
  return execute(command, words, { cwd: ROOT, env, timeout: 60_000 });
}

describe("quiesce check", { concurrency: false, timeout: 270_000 }, () => {
  const folder = temporaryFolder();

  for (const runtime of RUNTIMES) {
    it(`holds a manifest against what the service has described, on ${runtime}`, async () => {
      const [budget, manifest] = [folder.file("budget.json"), folder.file("app.yaml")];
      const { stdout: description, stderr: warned } = await described([
        ...commandOf(runtime),
        PROGRAM,
      ]);
      writeFileSync(budget, description);
      writeFileSync(manifest, deployment({ pod: "terminationGracePeriodSeconds: 15" }));

      const { code, stdout, stderr } = await launch(
        ["check", manifest, "--budget", budget, "--json"],
        commandOf(runtime),
      ).ended;

      assert.match(
        warned,
        /^quiesce: the platform kills 10000 ms after .+ by 10000 ms; give it 22 s/,
      );
      const told = JSON.parse(description) as Description;
      assert.deepEqual(told.probes, {
        live: ["/livez"],
        ready: ["/readyz"],
        started: ["/startupz"],
      });
      assert.equal(told.signals?.["SIGTERM"], "shutdown");
      assert.equal(code, 1, stderr);
      const { findings } = JSON.parse(stdout) as CheckResult;
      assert.deepEqual(findings.map(({ rule, line }) => [rule, line]), [
        ["grace-too-short", 10],
        ["no-delay", 12],
      ]);
      assert.equal(findings[0]?.fix, "terminationGracePeriodSeconds: 22");
    });
  }

  it("passes careful manifests of every kind", async () => {
    const files = Object.entries(CAREFUL).map(([name, text]) => {
      const file = folder.file(name);
      writeFileSync(file, text);
      return file;
    });

    const { code, stdout } = await launch(["check", ...files]).ended;

    assert.match(stdout, /\nNothing found in 10 objects\n$/);
    assert.equal(code, 0);
  });

  it("is documented with each rule, and with a manifest in which nothing is found", async () => {
    const page = readFileSync(join(ROOT, "docs/operations/kubernetes.md"), "utf8");
    const [, manifest = ""] = /## A manifest in which[^]+?```yaml\n([^]+?)```/.exec(page) ?? [];
    const [file, budget] = [folder.file("page.yaml"), folder.file("page.json")];
    writeFileSync(file, manifest);
    writeFileSync(budget, JSON.stringify({ format: "quiesce-budget/1", ...budgetOf() }));

    const { stdout } = await launch(["check", file, "--budget", budget]).ended;

    assert.equal(stdout, "Nothing found in 1 object\n");
    const rows = page.matchAll(/^\| `([a-z-]+)` +\| ((?:error|warning)[^|]*?) +\| ([^|]+?) +\|$/gm);
    assert.deepEqual(
      [...rows].map(([, ...cells]) => cells),
      RULES.map(({ id, level, otherwise, title }) => [
        id,
        otherwise ? `${level}; ${otherwise.level} when ${otherwise.when}` : level,
        title,
      ]),
    );
  });

  it("reads no environment where Deno would have to ask for it, even at a terminal", async () => {
    const [deno = "", run = ""] = commandOf("deno");
    // Of util-linux, which is on every Debian: gives the program a terminal to ask at.
    const line = `"${deno}" ${run} "${PROGRAM}"`;
    const { stdout } = await described(["script", "-qec", line, "/dev/null"]);

    assert.doesNotMatch(stdout, /the platform kills|Deno requests/);
    assert.match(stdout, /"format":"quiesce-budget\/1"/);
  });
});
