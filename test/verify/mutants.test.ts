import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SCENARIOS } from "../../src/verify/scenario/mod.ts";
import { FAULTS } from "./careful/fault.ts";
import { MUTANTS } from "./mutants.ts";

const ids = SCENARIOS.map(({ id }) => id);

describe("the list of mutants", () => {
  it("has one for each scenario", () => {
    const judged = new Set(MUTANTS.map(({ scenario }) => scenario));

    assert.deepEqual(ids.filter((id) => !judged.has(id)), []);
  });

  it("has one for each fault", () => {
    const used = new Set(MUTANTS.map(({ fault }) => fault));

    assert.deepEqual(FAULTS.filter((fault) => !used.has(fault)), []);
  });

  it("names scenarios, and none as its own control", () => {
    const wrong = MUTANTS.filter(({ scenario, control }) =>
      scenario === control || !ids.includes(scenario) || !ids.includes(control)
    );

    assert.deepEqual(wrong, []);
  });
});
