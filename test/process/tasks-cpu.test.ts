// What becomes of a loop that computes without checkpoints: nobody can tell it anything.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { Child } from "../conformance/child.ts";
import { assertCode } from "../conformance/service.ts";
import { type RuntimeName, RUNTIMES, Subject } from "../conformance/subject.ts";

const IN_TIME = { timeout: 60_000 };
const GRACE_MS = 1_000;

for (const runtime of RUNTIMES) {
  describe(`a loop without checkpoints on ${runtime}`, { concurrency: 2 }, () => {
    it("hears of the stop when it is over, and the end is in order", IN_TIME, async () => {
      await computing(runtime, { COMPUTE_MS: "1500" }, async (child) => {
        child.signal("SIGTERM");
        const ending = await child.end();

        const seen = ["ready", "computed", "cleaned up", "asked to stop", "closed database"];
        assert.deepEqual(ending.lines, seen);
        assertCode(ending, 0);
      });
    });

    it("is deaf for ever if it never ends: not even the watchdog is armed", IN_TIME, async () => {
      await computing(runtime, { GRACE_MS: String(GRACE_MS) }, async (child) => {
        child.signal("SIGTERM");
        const ended = child.exited.then(() => "ended");
        const outlived = await Promise.race([ended, delay(GRACE_MS + 1_500, "alive")]);
        child.signal("SIGKILL");
        const ending = await child.end();

        assert.equal(outlived, "alive");
        assert.deepEqual(ending.lines, ["ready"]);
        assert.equal(ending.signal, "SIGKILL");
      });
    });
  });
}

async function computing(
  runtime: RuntimeName,
  env: Readonly<Record<string, string>>,
  judge: (child: Child) => Promise<void>,
): Promise<void> {
  const subject = new Subject(runtime);
  try {
    await judge(await subject.start("tasks-cpu", { env }));
  } finally {
    await subject.close();
  }
}
