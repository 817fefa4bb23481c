import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle } from "../../../src/core/mod.ts";
import { describe as describeLife } from "../../../src/kubernetes/mod.ts";
import { checkManifests, readBudget } from "../../../src/manifest/mod.ts";
import { budgetOf, places } from "./checked.ts";
import { deployment } from "./rule-cases/mod.ts";

const SHORT = deployment({ pod: "terminationGracePeriodSeconds: 10" });
const OTHER = SHORT.replaceAll("orders", "mail");

describe("readBudget", () => {
  it("reads what a life describes", () => {
    const life = new Lifecycle({ graceMs: 20_000, identity: { service: "orders" } });

    const read = readBudget(JSON.stringify(describeLife(life)));

    assert.ok("budget" in read);
    assert.equal(read.budget.graceMs, 20_000);
  });

  const WRONG: readonly (readonly [text: string, problem: RegExp])[] = [
    ["{", /it is not JSON/],
    ["[]", /"the whole" is not what was expected/],
    [
      '{"format":"quiesce-budget/2"}',
      /"format" .+ "quiesce-budget\/1", as describe\(life\) prints it/,
    ],
    [
      JSON.stringify({ ...budgetOf(), format: "quiesce-budget/1", graceMs: "25s" }),
      /"graceMs" is not what was expected/,
    ],
  ];
  for (const [text, problem] of WRONG) {
    it(`says what is wrong with ${text.slice(0, 30)}`, () => {
      const read = readBudget(text);

      assert.match("problem" in read ? read.problem : "", problem);
    });
  }
});

describe("budgets", () => {
  const files = [{ file: "a.yaml", text: SHORT }, { file: "b.yaml", text: OTHER }];

  it("are held against the workload of their service alone", () => {
    const result = checkManifests(files, { budgets: [budgetOf()] });

    assert.deepEqual(result.findings.map(({ file, rule }) => [file, rule]), [
      ["a.yaml", "grace-too-short"],
    ]);
    assert.deepEqual(result.notes, []);
  });

  it("find their workload by a label or a container as well", () => {
    const text = SHORT.replace("metadata: { name: orders }", "metadata: { name: shop-orders-7 }");

    const result = checkManifests([{ file: "a.yaml", text }, ...files.slice(1)], {
      budgets: [budgetOf()],
    });

    assert.deepEqual(result.findings.map(({ file }) => file), ["a.yaml"]);
  });

  it("are held against all when they name nothing that is there, which is said", () => {
    const result = checkManifests(files, { budgets: [budgetOf({ identity: { service: "x" } })] });

    assert.deepEqual(places(result).length, 2);
    assert.match(result.notes.join(), /^Nothing is called "x", so that .+ all there is$/);
  });

  it("may be several", () => {
    const mail = budgetOf({ identity: { service: "mail" }, graceMs: 5_000, maxGraceMs: 5_000 });

    const result = checkManifests(files, { budgets: [budgetOf(), mail] });

    assert.deepEqual(result.findings.map(({ file }) => file), ["a.yaml"]);
  });
});

describe("options", () => {
  const text = deployment({
    container: "command: [yarn, start]",
    pod: "terminationGracePeriodSeconds: 0",
  });

  it("leave out a rule, and a level", () => {
    const all = checkManifests([{ file: "a.yaml", text }]);
    const errors = checkManifests([{ file: "a.yaml", text }], { level: "error" });
    const others = checkManifests([{ file: "a.yaml", text }], { ignored: ["grace-too-short"] });

    assert.deepEqual(all.findings.map(({ rule }) => rule), [
      "grace-too-short",
      "launcher-in-between",
    ]);
    assert.deepEqual(errors.findings.map(({ rule }) => rule), ["grace-too-short"]);
    assert.deepEqual(others.findings.map(({ rule }) => rule), ["launcher-in-between"]);
  });
});
