// What this module is for, judged as any other service is: by its command alone, with what cannot
// be found out.
import assert from "node:assert/strict";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { SCENARIOS, type VerifyResult } from "../../src/verify/mod.ts";
import { startDependency } from "./dependency.ts";
import { foundOf, verifyPatiently } from "./judging.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const SERVICE = join("test", "programs", "service.ts");

/** What the servers of a runtime cannot do, with the reason that the judge must give for it. */
export type Unable = Readonly<Record<string, RegExp>>;

/** The servers of Node and Bun speak HTTP/1.1 alone, unless they are told otherwise. */
export const NO_HTTP2: Unable = { http2: /does not answer HTTP\/2/ };

/** Has the reference service judged on one runtime. */
export function ownService(command: readonly string[], unable: Unable): void {
  describe(`the reference service by ${command.join(" ")}`, () => {
    let result: VerifyResult;

    before(async () => {
      result = await verified(command, Object.keys(unable));
    });

    for (const { id } of SCENARIOS) {
      const reason = unable[id];
      it(reason ? `cannot be judged in "${id}"` : `passes "${id}"`, () => {
        const scenario = result.scenarios.find((each) => each.id === id);

        assert.ok(scenario);
        assert.equal(scenario.verdict, reason ? "unjudged" : "pass", foundOf(scenario));
        if (reason) assert.match(scenario.why ?? "", reason);
      });
    }
  });
}

async function verified(
  command: readonly string[],
  unable: readonly string[],
): Promise<VerifyResult> {
  const dependency = await startDependency();
  try {
    return await verifyPatiently({
      command: [...command, SERVICE],
      cwd: ROOT,
      environment: {
        WITH_CHILD: "1",
        STARTUP_MS: "300",
        PREDRAIN_MS: "1000",
        GRACE_MS: "6000",
        DEPENDENCY: dependency.address,
      },
      dependency: { variable: "DEPENDENCY", value: dependency.address },
      routes: { hang: "/hang", crash: "/crash", query: "/query?ms=800" },
      lastLine: "^cleanup:db ",
      delayMs: 1_000,
      startMs: 30_000,
      jobs: 3,
    }, unable);
  } finally {
    dependency.close();
  }
}
