// The program as it is built, on each runtime, with real services that end well and badly.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { VerifyResult } from "../../src/verify/mod.ts";
import { commandOf, RUNTIMES } from "../conformance/subject.ts";
import { CAREFUL, hasty, isAlive, launch, temporaryFolder } from "./command-line.ts";

describe("quiesce", { concurrency: false, timeout: 270_000 }, () => {
  const folder = temporaryFolder();

  for (const runtime of RUNTIMES) {
    it(`verifies a careful service on ${runtime}: the result alone is on stdout`, async () => {
      const only = ["--scenario", "idle-exit", "--scenario", "slow-requests"];

      const { code, stdout, stderr } = await launch(
        ["verify", "--json", ...only, "--", ...CAREFUL],
        commandOf(runtime),
      ).ended;

      assert.equal(code, 0, stderr);
      const result = JSON.parse(stdout) as VerifyResult;
      assert.deepEqual(result.scenarios.map(({ id, verdict }) => [id, verdict]), [
        ["idle-exit", "pass"],
        ["slow-requests", "pass"],
      ]);
      assert.ok((result.scenarios[1]?.counts.answered ?? 0) >= 20);
      assert.match(stderr, /2\/2 pass/);
    });

    it(`leaves nothing behind when it is interrupted on ${runtime}`, async () => {
      const service = hasty(folder, `interrupted-${runtime}`);
      const running = launch(["verify", ...service.words], commandOf(runtime));
      await running.said("It answers");

      running.kill("SIGTERM");

      const { code, stderr } = await running.ended;
      assert.equal(code, 143, stderr);
      assert.match(stderr, /Cannot go on: SIGTERM came/);
      assert.ok(service.pids().length > 0);
      assert.deepEqual(service.pids().filter(isAlive), []);
    });
  }
});
