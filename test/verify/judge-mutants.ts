import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ScenarioResult } from "../../src/verify/result.ts";
import { SCENARIOS } from "../../src/verify/scenario/mod.ts";
import type { Scenario } from "../../src/verify/scenario/scenario.ts";
import { foundOf, judge, missingIn } from "./judging.ts";
import { type Mutant, MUTANTS, nameOf } from "./mutants.ts";

/** Tests that the mutants of some scenarios are found out, `concurrency` of them at a time. */
export function judgeMutants(
  title: string,
  concurrency: number,
  isMeant: (scenario: Scenario) => boolean,
): void {
  const meant = new Set(SCENARIOS.filter(isMeant).map(({ id }) => id));
  describe(title, { concurrency }, () => {
    for (const mutant of MUTANTS.filter(({ scenario }) => meant.has(scenario))) {
      const { scenario, control } = mutant;
      it(`"${scenario}" finds ${nameOf(mutant)}, and "${control}" does not`, () => catches(mutant));
    }
  });
}

async function catches({ scenario, control, expect, ...mutant }: Mutant): Promise<void> {
  const results = await judge({
    scenarios: [scenario, control],
    environment: { ...mutant.environment, ...(mutant.fault && { FAULT: mutant.fault }) },
    ...(mutant.settings && { settings: mutant.settings }),
  });
  const found = resultOf(results, scenario);
  const told = found.findings.map(({ what }) => what);

  assert.equal(found.verdict, mutant.verdict, foundOf(found));
  assert.deepEqual(missingIn(found, expect), [], foundOf(found));
  assert.ok(told.some((what) => (mutant.says ?? /./).test(what)), told.join("\n"));
  const spared = resultOf(results, control);
  assert.equal(spared.verdict, "pass", `control "${control}": ${foundOf(spared)}`);
}

function resultOf(results: readonly ScenarioResult[], id: string): ScenarioResult {
  const result = results.find((each) => each.id === id);
  assert.ok(result, `"${id}" is no scenario`);
  return result;
}
