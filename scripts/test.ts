// The whole gate: npm test. With words, only the stages whose name holds one: npm test -- unit.
import process from "node:process";
import { progress } from "./test/progress.ts";
import { runStages } from "./test/schedule.ts";
import { type Result, selectStages } from "./test/stage.ts";
import { allStages } from "./test/stages.ts";
import { summaryOf } from "./test/summary.ts";

const WIDTH = 2;

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  const startMs = performance.now();
  const stages = selectStages(allStages(), words);
  if (stages.length === 0) {
    console.error(`Cannot test: no stage is named like ${words.join(", ")}`);
    return 1;
  }
  const shown = progress(stages.length);
  const results = await runStages(stages, WIDTH, shown);
  shown.close();
  return conclude(results, performance.now() - startMs);
}

function conclude(results: readonly Result[], tookMs: number): number {
  const sum = (pick: (result: Result) => number): number =>
    results.reduce((total, result) => total + pick(result), 0);
  const failed = sum((result) => result.failed);

  const broken = results.filter((result) => result.failed > 0).map(({ stage }) => stage.name);
  if (broken.length > 0) console.log(`Failed: ${broken.join(", ")}`);
  for (const line of summaryOf(results)) console.log(line);
  console.log(`${results.length} stages in ${Math.round(tookMs / 1_000)} s`);
  console.log(`${sum((result) => result.passed)} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}
