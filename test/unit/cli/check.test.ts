import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { main } from "../../../src/cli/mod.ts";
import { type CheckResult, RULES } from "../../../src/manifest/mod.ts";
import { CAREFUL } from "../manifest/careful.ts";
import { budgetOf } from "../manifest/checked.ts";
import { deployment } from "../manifest/rule-cases/mod.ts";
import { handWorld } from "./hand-world.ts";

interface Done {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function check(words: readonly string[], input = ""): Promise<Done> {
  const world = handWorld(input, {}, 80);
  const code = await main(["check", ...words], world);
  return { code, stdout: world.stdout.text, stderr: world.stderr.text };
}

const HASTY = deployment({
  pod: "terminationGracePeriodSeconds: 10",
  container: "command: [npm, start]",
});

describe("check", () => {
  let folder: string;
  const file = (name: string): string => join(folder, name);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "quiesce-check-"));
    mkdirSync(file("careful/node_modules/x"), { recursive: true });
    mkdirSync(file("careful/below"));
    for (const [name, text] of Object.entries(CAREFUL)) {
      writeFileSync(file(`careful/${name}`), text);
    }
    writeFileSync(file("careful/node_modules/x/bad.yaml"), HASTY);
    writeFileSync(file("careful/below/readme.md"), "nothing");
    writeFileSync(file("hasty.yml"), HASTY);
    writeFileSync(file("image"), "FROM node\nCMD npm start\n");
    const budget = { format: "quiesce-budget/1", ...budgetOf() };
    writeFileSync(file("budget.json"), JSON.stringify(budget));
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it("finds nothing in a folder of careful manifests, and passes others by", async () => {
    const done = await check([file("careful"), "--budget", file("budget.json")]);

    assert.equal(done.stdout, "Nothing found in 10 objects\n");
    assert.deepEqual([done.code, done.stderr], [0, ""]);
  });

  it("tells each finding as a compiler does: where, what, why once, and what instead", async () => {
    const { code, stdout } = await check([
      file("hasty.yml"),
      "--dockerfile",
      file("image"),
      "--budget",
      file("budget.json"),
    ]);

    assert.equal(code, 1);
    assert.ok(
      stdout.includes(
        `${
          file("hasty.yml")
        }:10:7: \u001b[31merror\u001b[0m: Deployment "orders": the pod has 10 s, ` +
          "but the service may take 25 s: it is cut short by 15 s [grace-too-short]\n" +
          "  at spec.template.spec.terminationGracePeriodSeconds\n",
      ),
      stdout,
    );
    assert.match(stdout, /\n {2}→ terminationGracePeriodSeconds: 27\n/);
    assert.ok(stdout.includes(`${file("image")}:2:1: `));
    assert.equal(stdout.match(/The signal goes to the first process/g)?.length, 1);
    assert.match(stdout, /\n3 errors, 0 warnings in 2 objects\n$/);
  });

  it("reads standard input, and gives the result as data", async () => {
    const { code, stdout } = await check(["-", "--json"], HASTY);

    const result = JSON.parse(stdout) as CheckResult;
    assert.equal(code, 1);
    assert.equal(result.format, "quiesce-check/1");
    assert.deepEqual(
      result.findings.map(({ file, line, rule, path }) => [file, line, rule, path]),
      [
        ["stdin", 16, "launcher-in-between", "spec.template.spec.containers[0].command"],
      ],
    );
    assert.match(result.notes.join(), /--budget/);
  });

  it("leaves out what is ignored", async () => {
    const { code, stdout } = await check(["-", "--ignore", "launcher-in-between"], HASTY);

    assert.equal(code, 0);
    assert.match(stdout, /Nothing found in 1 object\n$/);
  });

  it("gives SARIF to those who read it", async () => {
    const { code, stdout } = await check([file("hasty.yml"), "--sarif"]);

    const log = JSON.parse(stdout) as { readonly version: string };
    assert.deepEqual([code, log.version], [1, "2.1.0"]);
  });

  it("says where a file cannot be read, and looks at the others all the same", async () => {
    const { code, stdout } = await check(["-", file("hasty.yml")], "a: 1\nb: [2\n");

    assert.equal(code, 2);
    assert.match(stdout, /^stdin:3:1: .*unread.*: Cannot read the YAML: /);
    assert.match(stdout, /launcher-in-between[^]+\n1 error, 0 warnings, 1 unread in 1 object\n$/);
  });

  it("lets nothing through that commands a terminal", async () => {
    const { stdout } = await check(["-", "--json"], HASTY.replace("npm,", '"npm", "\\e]0;x\\a",'));
    const text = await check(["-"], HASTY.replace("npm,", '"npm", "\\e]0;x\\a",'));

    assert.ok(stdout.includes("\\u001b"));
    assert.ok(!text.stdout.includes("\u001b]"));
  });

  it("tells its rules, with reasons and sources", async () => {
    const text = await check(["--rules"]);
    const data = await check(["--rules", "--json"]);

    const listed = JSON.parse(data.stdout) as readonly { readonly id: string }[];
    assert.deepEqual(listed.map(({ id }) => id), RULES.map(({ id }) => id));
    for (const { id, sources } of RULES) {
      assert.ok(text.stdout.includes(id) && text.stdout.includes(sources[0]), id);
    }
    assert.deepEqual([text.code, data.code], [0, 0]);
  });

  const WRONG: readonly (readonly [words: readonly string[], message: RegExp])[] = [
    [[], /^Cannot check: no file is given; "-" is standard input/],
    [["/no/such.yaml"], /^Cannot read "\/no\/such.yaml": there is no such file/],
    [["-"], /^Cannot check: expected a workload of Kubernetes.+, got none/],
    [["-", "--ignore", "x"], /^Cannot ignore "x": there is no such rule; see --rules/],
    [["-", "--level", "bad"], /^Cannot read --level "bad": expected warning or error/],
    [["-", "--budget", "/no/such"], /^Cannot read "\/no\/such": there is no such file/],
    [["--dockerfile", "/no/such"], /^Cannot read "\/no\/such": there is no such file/],
  ];
  for (const [words, message] of WRONG) {
    it(`ends with 2 and says why: check ${words.join(" ")}`, async () => {
      const { code, stdout, stderr } = await check(words, "kind: ConfigMap\n");

      assert.match(stderr, message);
      assert.deepEqual([code, stdout], [2, ""]);
    });
  }

  it("finds manifests in JSON in a folder, and leaves all other JSON alone", async () => {
    const folderOfJson = file("json");
    mkdirSync(folderOfJson);
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      spec: { containers: [{ command: ["npm", "start"] }] },
    };
    writeFileSync(join(folderOfJson, "pod.json"), JSON.stringify(pod));
    writeFileSync(join(folderOfJson, "tsconfig.json"), '{ "a": 1, // no JSON\n');

    const { code, stdout } = await check([folderOfJson]);

    assert.match(stdout, /pod\.json:1:[^]+\[launcher-in-between\]/);
    assert.match(stdout, /1 error, 0 warnings in 1 object\n$/);
    assert.equal(code, 1);
  });

  it("says what is wrong with a budget and with a folder", async () => {
    const budget = await check(["-", "--budget", file("hasty.yml")], HASTY);
    const empty = await check([file("careful/below")]);

    assert.match(budget.stderr, /^Cannot read the budget ".+hasty.yml": it is not JSON\n$/);
    assert.match(
      empty.stderr,
      /the folder holds no YAML file, no manifest in JSON and no Dockerfile\n$/,
    );
    assert.deepEqual([budget.code, empty.code], [2, 2]);
  });
});
