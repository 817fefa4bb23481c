// Of a gate that has failed often no more is kept than the end of what it said.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { after, describe, it } from "node:test";
import { runStage } from "../../scripts/test/command.ts";
import type { Result, Stage } from "../../scripts/test/stage.ts";
import { summaryOf } from "../../scripts/test/summary.ts";

const MODULES = join(import.meta.dirname, "..", "..", "node_modules");
const BIN = join(MODULES, ".bin");
const FAILS = `
  import assert from "node:assert/strict";
  import { describe, it } from "node:test";
  describe("numbers", () => {
    it("are what they are", () => {});
    it("add up", () => assert.equal(1 + 1, 3, "the <sum> & its \\"parts\\"\\nLOST: 1 of them"));
  });
`;
const IS_KILLED = `
  import process from "node:process";
  import { it } from "node:test";
  it("passes", () => {});
  it("error of another that was caught", () => process.kill(process.pid, "SIGKILL"));
`;
const IS_NOT_FOUND = `
  import { it } from "node:test";
  import { nothing } from "./absent.ts";
  it("passes", nothing);
`;
/** None of it may look like success. */
const ENDS_EARLY = `
  import process from "node:process";
  import { it } from "node:test";
  it("passes", () => {});
  it("ends all", () => process.exit(0));
`;

const folder = mkdtempSync(join(tmpdir(), "quiesce-telling-"));
after(() => rmSync(folder, { recursive: true }));

const NODE = [
  "--test",
  "--experimental-test-isolation=none",
  "--test-reporter=spec",
  "--test-reporter-destination=stdout",
  "--test-reporter=junit",
  "--test-reporter-destination={junit}",
];

const RUNNERS: Readonly<Record<string, readonly string[]>> = {
  node: [process.execPath, ...NODE],
  "node-22": [join(MODULES, "node-22", "bin", "node"), ...NODE],
  deno: [join(BIN, "deno"), "test", "-A", "--no-check", "--quiet", "--junit-path={junit}"],
  bun: [join(BIN, "bun"), "test", "--reporter=junit", "--reporter-outfile={junit}"],
};

for (const [name, command] of Object.entries(RUNNERS)) {
  describe(`what the gate tells of ${name}`, () => {
    it("is what was asserted, by which test of which group", async () => {
      const { passed, failed, told } = await toldOf(name, command, FAILS);

      assert.deepEqual([passed, failed], [1, 1], told);
      // Node 22 says of no test in which group it is.
      const group = name === "node-22" ? "" : "numbers > ";
      assert.match(told, new RegExp(`^FAIL ${name}: ${group}add up$`, "m"));
      assert.match(told, /the <sum> & its "parts"\n {5}LOST: 1 of them/);
      // Bun knows no place of what Node's own assertions throw.
      if (name !== "bun") assert.match(told, new RegExp(`at .*${name}\\.test\\.ts:6`));
    });

    it("is how it died, and in which test", async () => {
      const { failed, told } = await toldOf(name, command, IS_KILLED);

      assert.equal(failed, 1, told);
      assert.match(
        told,
        /outside of the tests\n +was ended by SIGKILL before its report was whole/,
      );
    });

    it("is why it did not begin", async () => {
      const { failed, told } = await toldOf(name, command, IS_NOT_FOUND);

      assert.equal(failed, 1, told);
      assert.match(told, /absent\.ts/);
    });

    it("is no success when it ended early", async () => {
      const { failed, told } = await toldOf(name, command, ENDS_EARLY);

      assert.equal(failed, 1, told);
    });
  });
}

it("tells of a command its last words", async () => {
  const { failed, told } = await toldOf("check", [
    "sh",
    "-c",
    "seq 99; echo >&2 'error: no'; exit 3",
  ]);

  assert.equal(failed, 1, told);
  assert.equal(told, "FAIL check: the command\n     ended with code 3\n     error: no");
});

it("tells of very many in few lines, and how many more there are", () => {
  const failures = Array.from(
    { length: 99 },
    (_, at) => ({ name: `${at}`, message: `${at}\n`.repeat(9) }),
  );
  const stage: Stage = { name: "many", command: [], counts: "junit" };
  const lines = summaryOf([{
    stage,
    passed: 0,
    failed: 99,
    skipped: 0,
    failures,
    tookMs: 1,
    output: "",
  }]);

  assert.ok(lines.length < 60, `${lines.length} lines`);
  assert.match(lines.at(-1) ?? "", /^and \d+ more$/);
});

it("tells once what many say", () => {
  const failures = ["a", "b", "c"].map((name) => ({ name, message: "called off" }));
  const stage: Stage = { name: "many", command: [], counts: "junit" };
  const counts = { passed: 0, failed: 3, skipped: 0 };
  const lines = summaryOf([{ stage, ...counts, failures, tookMs: 1, output: "" }]);

  assert.deepEqual(lines, ["FAIL many: a (and 2 more like it)", "     called off"]);
});

interface Told extends Result {
  readonly told: string;
}

async function toldOf(name: string, command: readonly string[], test?: string): Promise<Told> {
  const file = join(folder, `${name}.test.ts`);
  if (test !== undefined) writeFileSync(file, test);
  const whole = test === undefined ? command : [...command, file];
  const result = await runStage({
    name,
    command: whole,
    counts: test === undefined ? "exit" : "junit",
  });
  return { ...result, told: summaryOf([result]).join("\n") };
}
