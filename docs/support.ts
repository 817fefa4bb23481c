// Writes what the tests know into the pages: `node docs/support.ts`. With `--check` it only compares.
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { CASES, LOAD_CASES, NODE_CASES, WORK_CASES } from "../test/conformance/cases.ts";
import { cases as CORE_CASES } from "../test/conformance/core/mod.ts";
import { GAPS } from "../test/conformance/gaps.ts";
import { type RuntimeName, RUNTIMES } from "../test/conformance/subject.ts";
import { table, wrapped } from "./markdown.ts";
import { type Promised, PROMISES } from "./promise.ts";
import { SCENARIO_GROUPS, scenarioTable } from "./scenario-table.ts";

interface Told {
  readonly id: string;
  readonly promise: string;
}

interface Block {
  readonly page: string;
  readonly name: string;
  readonly text: string;
}

const TITLES: Readonly<Record<RuntimeName, string>> = {
  node22: "Node 22",
  node24: "Node 24",
  node26: "Node 26",
  deno: "Deno",
  bun: "Bun",
};
const PROCESS_CASES: readonly Told[] = [...LOAD_CASES, ...CASES, ...WORK_CASES];
/** Pages that quote programs. */
const PAGES = ["README.md", "docs/tasks.md", "docs/verify.md"];

const blocks: readonly Block[] = [
  { page: "README.md", name: "promises", text: promiseTable() },
  { page: "README.md", name: "support", text: supportTable() },
  { page: "docs/promises.md", name: "cases", text: PROMISES.map(caseList).join("\n") },
  ...SCENARIO_GROUPS.map((group) => ({
    page: "docs/verify.md",
    name: `scenarios ${group}`,
    text: scenarioTable(group),
  })),
  ...PAGES.flatMap(examplesOf),
];

const isCheck = process.argv.includes("--check");
for (const block of blocks) write(block);

function write({ page, name, text }: Block): void {
  const path = pathOf(page);
  const before = readFileSync(path, "utf8");
  const marked = new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- /${name} -->)`);
  if (!marked.test(before)) fail(`${page} has no block "${name}"`);
  const after = before.replace(
    marked,
    (_, start: string, end: string) => `${start}\n${text}${end}`,
  );
  if (after === before) return;
  if (isCheck) fail(`block "${name}" of ${page} is out of date, run "node docs/support.ts"`);
  else writeFileSync(path, after);
}

function pathOf(file: string): URL {
  return new URL(`../${file}`, import.meta.url);
}

/** Programs that would wait for a signal: their tests run the files, not the page. */
function examplesOf(page: string): Block[] {
  const marks = readFileSync(pathOf(page), "utf8").matchAll(/(?<=<!-- )example (\S+)/g);
  return Array.from(marks, ([name, program = ""]) => {
    const source = readFileSync(pathOf(`examples/${program}.ts`), "utf8");
    return { page, name, text: `\`\`\`ts ignore\n${namingDoor(source)}\`\`\`\n` };
  });
}

/** The examples pick the door at run time, for their tests; a reader imports one of them. */
function namingDoor(source: string): string {
  return source.replace('"./door.ts";', '"quiesce/node"; // or quiesce/deno, quiesce/bun');
}

function fail(state: string): void {
  console.error(`Cannot ${isCheck ? "accept" : "write"} the pages: ${state}`);
  process.exitCode = 1;
}

function promiseTable(): string {
  const rows = PROMISES.map(({ id, sentence }) => {
    const own = [...PROCESS_CASES, ...NODE_CASES, ...CORE_CASES].filter(belongsTo(id));
    return [id, sentence, `[${own.length}](docs/promises.md#${id.toLowerCase()})`];
  });
  return table(["id", "promise", "cases"], rows);
}

function supportTable(): string {
  const rows = PROMISES.map(({ id }) => [
    id,
    ...RUNTIMES.map((runtime) => {
      const gaps = Object.keys(GAPS[runtime] ?? {}).filter((each) => belongsTo(id)({ id: each }));
      return gaps.length === 0 ? "yes" : `all but ${gaps.join(", ")}`;
    }),
  ]);
  const reasons = RUNTIMES.flatMap((runtime) =>
    Object.entries(GAPS[runtime] ?? {}).map(([id, why]) =>
      wrapped(`- ${TITLES[runtime]}, ${id}: ${why}`)
    )
  );
  const titles = RUNTIMES.map((runtime) => TITLES[runtime]);
  return [table(["promise", ...titles], rows), reasons.join("\n"), ""].join("\n");
}

function caseList({ id, sentence }: Promised): string {
  return [
    `## ${id}\n`,
    `${wrapped(sentence)}\n`,
    ...lines("As a program, on each runtime", PROCESS_CASES.filter(belongsTo(id))),
    ...lines("As a program, on Node only", NODE_CASES.filter(belongsTo(id))),
    ...lines("In the core, on each runtime and on workerd", CORE_CASES.filter(belongsTo(id))),
  ].join("\n");
}

function lines(title: string, told: readonly Told[]): string[] {
  if (told.length === 0) return [];
  return [`${title}:\n`, ...told.map(({ id, promise }) => wrapped(`- \`${id}\` ${promise}`)), ""];
}

function belongsTo(id: string): (told: { readonly id: string }) => boolean {
  return (told) => told.id.startsWith(`${id}-`);
}
