// Nothing is found against a server that does everything by hand, of which the judge is told no more
// than it cannot find out: where its dependency is, and which routes do harm.
import assert from "node:assert/strict";
import process from "node:process";
import { before, describe, it } from "node:test";
import { SCENARIOS, type VerifyResult } from "../../src/verify/mod.ts";
import { startDependency } from "./dependency.ts";
import { CAREFUL, foundOf, verifyPatiently } from "./judging.ts";

describe("the careful server", () => {
  let result: VerifyResult;

  before(async () => {
    result = await verifyCareful();
  });

  for (const { id } of SCENARIOS) {
    it(`passes "${id}"`, () => {
      const scenario = result.scenarios.find((each) => each.id === id);

      assert.ok(scenario);
      assert.equal(scenario.verdict, "pass", foundOf(scenario));
    });
  }

  it("passes as a whole", () => {
    assert.equal(result.verdict, "pass");
  });
});

async function verifyCareful(): Promise<VerifyResult> {
  const dependency = await startDependency();
  try {
    return await verifyPatiently({
      command: [process.execPath, CAREFUL],
      environment: { WITH_CHILD: "1", START_MS: "300", DELAY_MS: "1000" },
      dependency: { variable: "DEPENDENCY", value: dependency.address },
      routes: { hang: "/hang", crash: "/crash", query: "/query?ms=800" },
      lastLine: "^bye$",
      delayMs: 1_000,
      startMs: 30_000,
      jobs: 4,
    });
  } finally {
    dependency.close();
  }
}
