import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle } from "../../../src/core/mod.ts";
import { describe as describeLife } from "../../../src/kubernetes/mod.ts";
import { type Budget, checkManifests, readBudget } from "../../../src/manifest/mod.ts";
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
    [
      `{"event":"ready"}\n${JSON.stringify({ format: "quiesce-budget/1" })}\n`,
      /it is not JSON alone: other lines .+; write it to a file of its own$/,
    ],
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

  it("are held against services of compose in the same way", () => {
    const text = "services:\n  orders: { image: a }\n  mail: { image: b }\n";
    const linesOf = (service: string): readonly number[] =>
      checkManifests([{ file: "a.yaml", text }], { budgets: [budgetOf({ identity: { service } })] })
        .findings.map(({ line }) => line);

    assert.deepEqual([linesOf("mail"), linesOf("x")], [[3], [2, 3]]);
  });

  it("of a service without a name are held against all, which is said", () => {
    const { findings, notes } = checkManifests(files, { budgets: [budgetOf({ identity: {} })] });

    assert.equal(findings.length, 2);
    assert.match(notes.join(), /^The budget names no service, .+ all there is$/);
  });

  it("may be several", () => {
    const mail = budgetOf({ identity: { service: "mail" }, graceMs: 5_000, maxGraceMs: 5_000 });

    const result = checkManifests(files, { budgets: [budgetOf(), mail] });

    assert.deepEqual(result.findings.map(({ file }) => file), ["a.yaml"]);
  });
});

describe("findings", () => {
  it("stand in the order of the files, then of the lines, whatever the order of their rules", () => {
    const text = `kind: Pod
spec: { containers: [], terminationGracePeriodSeconds: 0 }
---
kind: Pod
spec:
  containers:
  - command: [npm, start]
`;

    const { findings } = checkManifests([{ file: "z.yaml", text }, {
      file: "a.yaml",
      text: "services:\n  web:\n    command: npm start\n",
    }]);

    assert.deepEqual(findings.map(({ file, rule, line }) => [file, rule, line]), [
      ["z.yaml", "grace-too-short", 2],
      ["z.yaml", "launcher-in-between", 7],
      ["a.yaml", "launcher-in-between", 3],
    ]);
  });
});

describe("budgets of one pod", () => {
  const other = "        - name: worker\n          image: worker\n";
  const budget = (service: string, graceMs: number): Budget =>
    budgetOf({ identity: { service }, graceMs, maxGraceMs: graceMs });

  it("are held against their containers, each one", () => {
    const text = deployment({}) + other;

    const { findings, notes } = checkManifests([{ file: "a.yaml", text }], {
      budgets: [budget("orders", 40_000), budget("worker", 60_000)],
    });

    assert.deepEqual(
      findings.map(({ what }) => /for (container .+), but .+ (by .+)/.exec(what)?.slice(1)),
      [
        ['container "orders"', "by 10 s"],
        ['container "worker"', "by 30 s"],
      ],
    );
    assert.deepEqual(notes, []);
  });

  it("leave the whole to the container that has none", () => {
    const text = `${deployment({ pod: "terminationGracePeriodSeconds: 40" })}${other}`
      .replace("metadata: { name: orders }", "metadata: { name: shop }");

    const { findings } = checkManifests([{ file: "a.yaml", text }], {
      budgets: [budget("orders", 5_000), budget("shop", 60_000)],
    });

    assert.match(findings.map(({ what }) => what).join(), /for container "worker", but/);
  });

  it("are said to be too many where no container is left", () => {
    const text = deployment({}).replace("metadata: { name: orders }", "metadata: { name: shop }");

    const { findings, notes } = checkManifests([{ file: "a.yaml", text }], {
      budgets: [budgetOf(), budget("shop", 60_000)],
    });

    assert.deepEqual(findings, []);
    assert.match(notes.join(), /^All that is called "shop" has a budget .+ against nothing$/);
  });

  it("pass by a proxy that stands before the service", () => {
    const text = deployment({ pod: "terminationGracePeriodSeconds: 40" }).replace(
      "      containers:\n",
      "      containers:\n        - { name: sql, image: cloud-sql-proxy, lifecycle: { preStop: { sleep: { seconds: 20 } } } }\n",
    );

    const { findings, notes } = checkManifests([{ file: "a.yaml", text }], {
      budgets: [budget("orders", 25_000)],
    });
    const unnamed = checkManifests([{ file: "a.yaml", text }], { budgets: [budget("x", 25_000)] });

    assert.deepEqual([findings, unnamed.findings, notes], [[], [], []]);
  });
});

describe("budgets of images", () => {
  const docker = (file: string): { readonly file: string; readonly text: string } => ({
    file,
    text: 'FROM node:24\nSTOPSIGNAL SIGQUIT\nCMD ["node", "a.js"]\n',
  });
  const filesOf = (
    ...files: readonly { readonly file: string; readonly text: string }[]
  ): readonly string[] =>
    checkManifests(files, { budgets: [budgetOf()] }).findings.map(({ file }) => file);
  const manifest = { file: "a.yaml", text: deployment({}) };

  it("are those of their service only, by the name of the file", () => {
    assert.deepEqual(filesOf(manifest, docker("orders/Dockerfile"), docker("web/Dockerfile")), [
      "orders/Dockerfile",
    ]);
  });

  it("are those of the service of compose that is built of it", () => {
    const composed = (context: string): { readonly file: string; readonly text: string } => ({
      file: "deploy/compose.yaml",
      text:
        `services:\n  orders:\n    build: ${context}\n    stop_grace_period: 30s\n  web:\n    build: { context: ../web, dockerfile: Dockerfile }\n`,
    });

    assert.deepEqual(
      filesOf(composed("../api"), docker("api/Dockerfile"), docker("web/Dockerfile")),
      [
        "api/Dockerfile",
      ],
    );
    assert.deepEqual(filesOf(composed("../api"), docker("web/Dockerfile")), []);
  });

  it("are the only one, of the only image or where it names nothing", () => {
    assert.deepEqual(filesOf(manifest, docker("Dockerfile")), ["Dockerfile"]);
    assert.deepEqual(filesOf(docker("a/Dockerfile"), docker("b/Dockerfile")), [
      "a/Dockerfile",
      "b/Dockerfile",
    ]);
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
