// What quiesce costs: npm run bench. With --help it says what can be chosen.
import { spawnSync } from "node:child_process";
import { availableParallelism, loadavg } from "node:os";
import process from "node:process";
import { measure } from "./group.ts";
import type { Figure } from "./measure/report.ts";
import { type BenchOptions, benchOptions, USAGE } from "./options.ts";
import { ROOT, RUNTIMES, titleWithVersion } from "./runtime.ts";
import { markdown, type Measured, table } from "./table.ts";

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = optionsOrUndefined(args);
  if (options === undefined) return 1;
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  build();
  sayHowBusy();
  if (options.quick) process.env["BENCH_QUICK"] = "1";
  return await measureAll(options);
}

function optionsOrUndefined(args: readonly string[]): BenchOptions | undefined {
  try {
    return benchOptions(args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  }
}

/** Node and Bun measure what npm gets, so it has to be of today. */
function build(): void {
  const words = ["scripts/build.mjs"];
  const { status } = spawnSync(process.execPath, words, { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) console.error("The build reports errors: what it has emitted is measured");
}

/** Ratios bear much, but not a machine that is doing something else. */
function sayHowBusy(): void {
  const [load = 0] = loadavg();
  if (load < availableParallelism() / 2) return;
  console.error(`The machine is busy (load ${load.toFixed(1)}): of HTTP, trust the CPU times only`);
}

async function measureAll(
  { runtimes, groups, markdown: asMarkdown }: BenchOptions,
): Promise<number> {
  const all: Measured[] = [];
  let failed = 0;
  for (const name of runtimes) {
    const title = await titleWithVersion(RUNTIMES[name]);
    const figures: Figure[] = [];
    for (const group of groups) {
      console.error(`${title}: measuring ${group}...`);
      try {
        figures.push(...await measure(group, RUNTIMES[name]));
      } catch (error) {
        failed += 1;
        console.error(error instanceof Error ? error.message : error);
      }
    }
    all.push({ name, title, figures });
    console.log(`\n${table({ name, title, figures })}\n`);
  }
  if (asMarkdown) console.log(markdown(all));
  return failed > 0 ? 1 : 0;
}
