import assert from "node:assert/strict";
import process from "node:process";
import { describe, it } from "node:test";
import { mergePlans } from "../../../../src/verify/plan/merge-plans.ts";
import { settingsOf } from "../../../../src/verify/plan/settings-of.ts";

const COMMAND = ["node", "server.js"];

describe("settingsOf", () => {
  it("has a default for all that a plan does not say", () => {
    const { jobs, ...settings } = settingsOf({ command: COMMAND });

    assert.deepEqual(settings, {
      command: COMMAND,
      cwd: process.cwd(),
      environment: {},
      signal: "SIGTERM",
      graceMs: 10_000,
      startMs: 15_000,
      rounds: 1,
      load: { clients: 50, requests: 20, idle: 20, crowd: 1_000, burst: 50 },
      routes: {},
      delayMs: 0,
      http2: false,
    });
    assert.ok(jobs >= 1 && jobs <= 4);
  });

  it("keeps the default of a load that is not said", () => {
    const { load } = settingsOf({ command: COMMAND, load: { clients: 3, idle: undefined } });

    assert.deepEqual(load, { clients: 3, requests: 20, idle: 20, crowd: 1_000, burst: 50 });
  });

  it("finds the dependency in the plan first, then in the environment that it gives", () => {
    const environment = { DATABASE_URL: "postgres://b:1/x" };
    const variable = "DATABASE_URL";

    const said = settingsOf({
      command: COMMAND,
      environment,
      dependency: { variable, value: "a:1" },
    });
    const given = settingsOf({ command: COMMAND, environment, dependency: { variable } });

    assert.deepEqual(said.dependency, { variable, value: "a:1" });
    assert.deepEqual(given.dependency, { variable, value: "postgres://b:1/x" });
  });

  it("refuses a dependency that is nowhere, and says how to name it", () => {
    const variable = "QUIESCE_TEST_ABSENT";

    assert.throws(() => settingsOf({ command: COMMAND, dependency: { variable } }), {
      code: "PLAN",
      message: /QUIESCE_TEST_ABSENT.+--dependency QUIESCE_TEST_ABSENT=host:port/,
    });
  });
});

describe("mergePlans", () => {
  it("lets what is said over it win, and joins what consists of names", () => {
    const under = { graceMs: 1, rounds: 2, routes: { slow: "/a", fast: "/b" }, skip: ["crowd"] };
    const over = { graceMs: 3, rounds: undefined, routes: { slow: null }, skip: ["crash"] };

    assert.deepEqual(mergePlans(under, over), {
      graceMs: 3,
      rounds: 2,
      routes: { slow: null, fast: "/b" },
      skip: ["crash"],
    });
  });

  it("says nothing where neither does", () => {
    assert.deepEqual(mergePlans({}, { url: undefined }), {});
  });
});
