import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { exitCodeOf } from "../../../src/cli/commands/verify.ts";
import {
  planOf,
  toDependency,
  toDuration,
  toList,
  toRoutes,
  toVariables,
} from "../../../src/cli/commands/verify-options.ts";
import type { Verdict } from "../../../src/verify/mod.ts";
import { sampleResult } from "../picture/sample.ts";

describe("the options of verify", () => {
  it("read times by words", () => {
    assert.deepEqual(["10s", "500ms", "2m", "1.5s"].map(toDuration("--grace")), [
      10_000,
      500,
      120_000,
      1_500,
    ]);
  });

  it("read routes, one behind the other", () => {
    const routes = ["slow=/slow?ms=1000", "socket=none", "upload=PUT /files"]
      .reduce<ReturnType<typeof toRoutes>>((earlier, text) => toRoutes(text, earlier), {});

    assert.deepEqual(routes, {
      slow: "/slow?ms=1000",
      socket: null,
      upload: { path: "/files", method: "PUT" },
    });
  });

  it("read variables, whose values may hold anything", () => {
    assert.deepEqual(toVariables("B=c=d", toVariables("A=")), { A: "", B: "c=d" });
    assert.deepEqual(toDependency("DB=postgres://u:p=1@h/x"), {
      variable: "DB",
      value: "postgres://u:p=1@h/x",
    });
    assert.deepEqual(toDependency("DB"), { variable: "DB" });
    assert.deepEqual(toList("b", toList("a")), ["a", "b"]);
  });

  it("win over the file of the plan", () => {
    const folder = mkdtempSync(join(tmpdir(), "quiesce-options-"));
    try {
      const plan = join(folder, "plan.yaml");
      writeFileSync(plan, "command: [a]\ngraceMs: 5s\nrounds: 3\nroutes: { fast: /, slow: /s }");

      const merged = planOf(["b", "c"], { plan, grace: 7_000, route: { slow: null } });

      assert.deepEqual(merged, {
        command: ["b", "c"],
        graceMs: 7_000,
        rounds: 3,
        routes: { fast: "/", slow: null },
      });
      assert.deepEqual(planOf([], { plan }).command, ["a"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("the exit code of verify", () => {
  for (const [verdict, code] of [["pass", 3], ["weak", 3], ["fail", 1]] as const) {
    it(`is ${code} when one scenario is ${verdict}, and one could not be started`, () => {
      const { scenarios: [first], ...rest } = sampleResult();
      assert.ok(first);
      const scenarios = [
        { ...first, verdict },
        { ...first, verdict: "unjudged", unstarted: true } as const,
      ];
      const all: Verdict = verdict === "fail" ? verdict : "unjudged";
      const result = { ...rest, verdict: all, scenarios };

      assert.deepEqual([exitCodeOf(result, false), exitCodeOf(result, true)], [code, code]);
    });
  }

  const CODES: readonly (readonly [all: readonly Verdict[], code: number, strict: number])[] = [
    [["pass", "pass"], 0, 0],
    [["pass", "weak"], 0, 1],
    [["pass", "unjudged"], 0, 1],
    [["pass", "fail"], 1, 1],
    [["unjudged"], 1, 1],
  ];

  for (const [verdicts, code, strict] of CODES) {
    it(`is ${code}, and ${strict} if strict, when the scenarios are ${verdicts.join(", ")}`, () => {
      const order: readonly Verdict[] = ["fail", "weak", "pass", "unjudged"];
      const verdict = order.find((each) => verdicts.includes(each)) ?? "unjudged";
      const { scenarios: [first], ...rest } = sampleResult();
      assert.ok(first);
      const scenarios = verdicts.map((each) => ({ ...first, verdict: each }));
      const result = { ...rest, verdict, scenarios };

      assert.deepEqual([exitCodeOf(result, false), exitCodeOf(result, true)], [code, strict]);
    });
  }
});
