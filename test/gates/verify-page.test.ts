// What docs/verify.md says of the judge is what the judge does.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { EXIT_CODES } from "../../src/cli/exit-code.ts";
import { main } from "../../src/cli/mod.ts";
import { parsePlan } from "../../src/verify/plan/read-plan.ts";
import { planSchema } from "../../src/verify/plan/schema.ts";
import { DEFAULT_LOAD } from "../../src/verify/plan/settings-of.ts";
import { SCENARIOS } from "../../src/verify/scenario/mod.ts";
import { ROUTE_KINDS } from "../../src/verify/settings.ts";
import { ROOT } from "./source.ts";

const page = readFileSync(join(ROOT, "docs/verify.md"), "utf8");

/** The classes of which `lostRequests` makes a code. */
const CLASS_CODES = ["LOST", "CUT", "RACE", "REFUSED"];
/** Words in capitals that are no codes. */
const SIGNALS = Object.keys(constants.signals);

/** What the page says of a time, and where the code has it. */
const TIMES = [
  ["the exit is late", "run/run.ts", "EXIT_SLACK_MS"],
  ["a request was in flight", "judge/classify.ts", "RACE_WINDOW_MS"],
  ["a connection was taken only", "judge/classify.ts", "QUEUE_WINDOW_MS"],
  ["clients hold the process", "judge/held.ts", "HELD_MS"],
  ["a connection of theirs", "judge/held.ts", "NEAR_EXIT_MS"],
  ["readiness stays green", "scenario/readiness.ts", "FLIP_MS"],
  ["a request was refused within the delay", "scenario/readiness.ts", "EARLY_MS"],
  ["new requests are served on after the delay", "scenario/readiness.ts", "LONG_MS"],
  ["a third signal changes nothing", "scenario/third-signal.ts", "AT_ONCE_MS"],
  ["it begins to listen", "scenario/signal-during-start.ts", "ABOUT_TO_MS"],
  ["it goes on listening", "scenario/signal-during-start.ts", "BRIEF_MS"],
  ["a child lives on", "scenario/children.ts", "AFTER_MS"],
  ["a launcher lives on", "scenario/exit-code.ts", "PARENT_MS"],
  ["a launcher did not wait", "scenario/exit-code.ts", "LIVES_ON_MS"],
] as const;

describe("docs/verify.md", () => {
  it("says of each scenario what it does", () => {
    const prose = section("The scenarios").filter((line) => !line.startsWith("|")).join("\n");

    assert.deepEqual(
      SCENARIOS.map(({ id }) => id).filter((id) => !prose.includes(`\`${id}\``)),
      [],
    );
  });

  it("explains each finding that there is, and no other", () => {
    const told = codeRows().map(([code]) => code).toSorted();

    assert.deepEqual(told, [...codesOfSource().keys(), ...CLASS_CODES].toSorted());
  });

  it("says how grave each finding can be", () => {
    const severities = codesOfSource();
    const wrong = codeRows().filter(([code, told]) => {
      const found = severities.get(code) ?? new Set(["fault"]);
      const both = found.has("fault") && found.has("shortcoming");
      return found.size > 0 && !(told === "both" ? both : found.size === 1 && found.has(told));
    });

    assert.deepEqual(wrong, []);
  });

  it("has the times of the code", () => {
    for (const [judgement, file, name] of TIMES) {
      const row = rowsOf("Times").find(([first = ""]) => first.startsWith(judgement));
      const [, value = ""] = row ?? [];

      assert.match(value, new RegExp(`^${constantOf(file, name)} ms\\b`), judgement);
    }
  });

  it("shows a plan that can be used, and explains each key of one", () => {
    const [, example = ""] = /```yaml\n([^]*?)```\n\n<!-- \/plan -->/.exec(page) ?? [];
    const plan = parsePlan(example, "read the plan of the page");
    const keys = namesIn("The plan");

    assert.ok(Object.keys(plan).length > 5);
    assert.deepEqual(keys.toSorted(), Object.keys(planSchema.shape).toSorted());
    for (const name of Object.keys(DEFAULT_LOAD)) {
      assert.ok(section("The plan").join().includes(`\`${name}\``));
    }
  });

  it("knows each kind of route", () => {
    const told = namesIn("What it finds out by itself");

    assert.deepEqual(told.toSorted(), ROUTE_KINDS.toSorted());
  });

  it("has every field of a result", () => {
    const fields = ["VerifyResult", "ScenarioResult", "RunRecord"].flatMap(fieldsOf);

    assert.deepEqual(namesIn("The result as data"), fields);
  });

  it("explains each class of a request", () => {
    const source = readFileSync(join(ROOT, "src/verify/result.ts"), "utf8");
    const [, union = ""] = /type RequestClass = ([^;]*);/.exec(source) ?? [];

    assert.deepEqual(namesIn("What became of a request"), union.match(/\w+/g));
  });

  it("explains each option of the command, and shows no other", async () => {
    const known = optionsIn(await help());
    const told = rowsOf("First use").flatMap(([first = ""]) => optionsIn(first));

    assert.deepEqual(told, known);
    assert.deepEqual(optionsShown().filter((option) => !known.includes(option)), []);
  });

  it("tells the exit codes as the command line does", () => {
    const rows = rowsOf("Exit codes").map(([code]) => code);

    assert.deepEqual(rows, EXIT_CODES.map(([code]) => code));
  });
});

/** The lines below a heading of the second level. */
function section(title: string): readonly string[] {
  const [, rest = ""] = page.split(`\n## ${title}\n`);
  const [text = ""] = rest.split(/\n## /);
  return text.split("\n");
}

/** The cells of all tables of a section, without their heads. */
function rowsOf(title: string): readonly (readonly string[])[] {
  const all = section(title);
  const isRuler = (line = ""): boolean => line.startsWith("| -");
  return all.filter((line, at) => line.startsWith("|") && !isRuler(line) && !isRuler(all[at + 1]))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

/** The names in the first cells of a section's tables. */
function namesIn(title: string): readonly string[] {
  return rowsOf(title).flatMap(([first = ""]) => /^`(\w+)`$/.exec(first)?.[1] ?? []);
}

function codeRows(): readonly (readonly [code: string, severity: string])[] {
  return rowsOf("The findings").map(([code = "", severity = ""]) =>
    [code.replaceAll("`", ""), severity] as const
  );
}

/** Each code in the sources of the judge, with the severities that stand right before it. */
function codesOfSource(): ReadonlyMap<string, Set<string>> {
  const codes = new Map<string, Set<string>>();
  for (const file of globSync("src/verify/{scenario,judge}/**/*.ts", { cwd: ROOT })) {
    const source = readFileSync(join(ROOT, file), "utf8");
    for (const [, before, code = ""] of source.matchAll(/(\w+\(\s*)?"([A-Z][A-Z_]{3,})"/g)) {
      if (SIGNALS.includes(code)) continue;
      const severity = /^(fault|shortcoming|note)\(/.exec(before ?? "")?.[1];
      const known = codes.get(code) ?? new Set();
      codes.set(code, severity ? known.add(severity) : known);
    }
  }
  return codes;
}

function constantOf(file: string, name: string): number {
  const source = readFileSync(join(ROOT, "src/verify", file), "utf8");
  const [, digits = ""] = new RegExp(`const ${name} = ([\\d_]+);`).exec(source) ?? [];
  return Number(digits.replaceAll("_", ""));
}

/** Names of options, each once, in their order. */
function optionsIn(text: string): readonly string[] {
  return [...new Set(text.match(/(?<![\w-])--[a-z][a-z-]+/g))].filter((each) => each !== "--help");
}

/** All that the page gives to `quiesce verify` anywhere. */
function optionsShown(): readonly string[] {
  const lines = page.match(/quiesce verify (?:[^\n`]|\\\n)*/g) ?? [];
  return lines.flatMap((line) => optionsIn(line.split(" -- ")[0] ?? ""));
}

async function help(): Promise<string> {
  let text = "";
  const stdout = { write: (more: string) => text += more };
  const world = { stdout, stderr: stdout, environment: {}, readInput: () => Promise.resolve("") };
  await main(["verify", "--help"], world);
  const [, options = ""] = /Options:\n([^]*?)\n\n/.exec(text) ?? [];
  return options;
}

function fieldsOf(name: string): readonly string[] {
  const source = readFileSync(join(ROOT, "src/verify/result.ts"), "utf8");
  const [, body = ""] = new RegExp(`interface ${name} {\n([^]*?)\n}`).exec(source) ?? [];
  return Array.from(body.matchAll(/^ {2}readonly (\w+)/gm), ([, field = ""]) => field);
}
