// How the alternatives end, beside quiesce: npm run bench:field. With --help it says what can be
// chosen.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { type Plan, type ScenarioResult, verify, type VerifyResult } from "../../src/verify/mod.ts";
import { installPeers } from "../install-peers.ts";
import { ROOT, RUNTIMES, titleWithVersion } from "../runtime.ts";
import { type Cell, keep, kept, nameOf, planOf } from "./cell.ts";
import { startDependency } from "./dependency.ts";
import { comparison } from "./document.ts";
import { LETTERS, Live } from "./live.ts";
import { type FieldOptions, fieldOptions, USAGE } from "./options.ts";

const QUICK = { clients: 8, requests: 4, idle: 4, crowd: 100, burst: 10 };

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = optionsOrUndefined(args);
  if (options === undefined) return 2;
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  installPeers();
  const failed = options.write ? 0 : await runAll(options);
  if (options.write || isWhole(options)) {
    write();
  }
  return failed > 0 ? 1 : 0;
}

function optionsOrUndefined(args: readonly string[]): FieldOptions | undefined {
  try {
    return fieldOptions(args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  }
}

/** Writes the document from all that is kept, in the form that the gate wants of a document. */
function write(): void {
  const path = join(ROOT, "docs", "comparison.md");
  writeFileSync(path, comparison(kept()));
  spawnSync(RUNTIMES.deno.command, ["fmt", "--quiet", path], { cwd: ROOT, stdio: "inherit" });
  console.log("Wrote docs/comparison.md");
}

/** Whether what comes out can be compared with what is kept. */
function isWhole({ quick, scenarios }: FieldOptions): boolean {
  return !quick && scenarios.length === 0;
}

/** One after the other: side by side they would take the machine from each other. */
async function runAll(options: FieldOptions): Promise<number> {
  sayHowBusy();
  const dependency = await startDependency();
  let failed = 0;
  try {
    for (const cell of options.cells) {
      if (!await runOne(cell, options, planOf(cell, dependency.address))) failed += 1;
    }
  } finally {
    dependency.close();
  }
  return failed;
}

/** A judge that waits for its turn takes a race for a loss. */
function sayHowBusy(): void {
  const [load = 0] = loadavg();
  if (load < availableParallelism()) return;
  console.error(`The machine is busy (load ${load.toFixed(1)}): do not quote what is found now`);
}

/** Whether it could be run; how it ended is not asked. */
async function runOne(cell: Cell, options: FieldOptions, plan: Plan): Promise<boolean> {
  const live = new Live(process.stdout, nameOf(cell));
  const { quick, scenarios } = options;
  try {
    const result = await verify({
      ...plan,
      ...(quick && { load: QUICK }),
      ...(scenarios.length > 0 && { scenarios }),
    }, { onProgress: (progress) => live.show(progress) });
    live.end(result.scenarios.map(({ verdict }) => LETTERS[verdict]).join(""));
    if (isWhole(options)) await keepResult(cell, result);
    else for (const each of result.scenarios) console.log(linesOf(each));
    return true;
  } catch (error) {
    live.end(error instanceof Error ? error.message : String(error));
    return false;
  }
}

async function keepResult(cell: Cell, result: VerifyResult): Promise<void> {
  const { service, runtime } = cell;
  const runtimeTitle = await titleWithVersion(runtime);
  keep(cell, { service, runtime: runtime.name, runtimeTitle, result });
}

function linesOf({ id, verdict, why, findings, counts, figures }: ScenarioResult): string {
  const seen = Object.entries(counts).filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count} ${kind}`);
  const exit = figures.exitMs ? [`exit after ${Math.round(figures.exitMs.p50)} ms`] : [];
  const head = `${LETTERS[verdict]} ${id}: ${why ?? [...seen, ...exit].join(", ")}`;
  const found = findings.map(({ severity, code, what }) => `    ${severity} ${code}: ${what}`);
  return [head, ...found].join("\n");
}
