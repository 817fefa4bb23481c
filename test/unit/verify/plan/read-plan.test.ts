import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { checkedPlan, parsePlan, readPlan } from "../../../../src/verify/plan/read-plan.ts";

/** What is wrong with a plan, line by line. */
function problems(text: string): readonly string[] {
  try {
    parsePlan(text, "read it");
    return [];
  } catch (error) {
    return (error as Error).message.split("\n").map((line) => line.trim());
  }
}

describe("parsePlan", () => {
  it("reads YAML, with times in words and in milliseconds", () => {
    const plan = parsePlan(
      "command: [node, server.js]\ngraceMs: 25s\ndelayMs: 500\nroutes: { slow: /a, socket: null }",
      "read it",
    );

    assert.deepEqual(plan, {
      command: ["node", "server.js"],
      graceMs: 25_000,
      delayMs: 500,
      routes: { slow: "/a", socket: null },
    });
  });

  it("reads JSON, which is YAML too", () => {
    assert.deepEqual(parsePlan('{"rounds": 3, "startMs": "1m"}', "read it"), {
      rounds: 3,
      startMs: 60_000,
    });
  });

  it("takes an empty text for a plan that says nothing", () => {
    assert.deepEqual(parsePlan("", "read it"), {});
  });

  it("names every problem at once: where, what was expected, what was got", () => {
    const found = problems(
      "graceMs: 10x\nroutes:\n  slwo: /x\n  fast: nope\n  upload: { path: /a, metod: PUT }\n" +
        "load: { clients: 0 }\nscenarios: [idle-exti]\nrouts: 1",
    );

    assert.equal(found[0], "Cannot read it: 7 problems");
    assert.match(found[1] ?? "", /^"graceMs" must be a time such as .+, got "10x"$/);
    assert.match(found[2] ?? "", /^"load.clients" must be a whole number from 1 .+, got 0$/);
    assert.match(found[3] ?? "", /^"routes.fast" must be a path that starts .+, got "nope"$/);
    assert.equal(found[4], '"routes.upload.metod" is not known, did you mean "method"?');
    assert.equal(found[5], '"routes.slwo" is not known, did you mean "slow"?');
    assert.match(found[6] ?? "", /^"scenarios.0" .+ did you mean "idle-exit"\?.+ got "idle-exti"$/);
    assert.equal(found[7], '"routs" is not known, did you mean "routes"?');
  });

  it("names a key that no known one is near to, with those that are known", () => {
    assert.deepEqual(problems("load: { elephants: 1 }"), [
      'Cannot read it: "load.elephants" is not known, ' +
      "known are clients, requests, idle, crowd, burst",
    ]);
  });

  it("refuses an expression that is none, a signal that ends nothing, and a plan that is a list", () => {
    assert.match(problems('lastLine: "("')[0] ?? "", /"lastLine" must be a regular expression/);
    assert.match(problems("signal: SIGSTOP")[0] ?? "", /"signal" must be the name of a signal/);
    assert.match(problems("[1]")[0] ?? "", /it must be a plan: keys .+, got a list of 1$/);
  });

  it("names the line of what is no YAML", () => {
    assert.match(problems("routes: [")[0] ?? "", /^Cannot read it: it is not YAML or JSON, .*line/);
  });
});

describe("readPlan", () => {
  it("names the file in each error", () => {
    const folder = mkdtempSync(join(tmpdir(), "quiesce-plan-"));
    try {
      const file = join(folder, "plan.yaml");
      writeFileSync(file, "jobs: none");

      assert.throws(() => readPlan(file), (error: Error) => error.message.includes(`"${file}"`));
      assert.throws(() => readPlan(join(folder, "absent.yaml")), {
        code: "PLAN",
        message: /there is no such file/,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("checkedPlan", () => {
  it("refuses a plan without a command", () => {
    assert.throws(() => checkedPlan({ command: [] }), {
      code: "PLAN",
      message: /"command" must be a list of words/,
    });
  });
});
