// A thousand tasks end at once. The figures are printed, not judged: they say what a stop costs.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Ending } from "../conformance/child.ts";
import { assertCode } from "../conformance/service.ts";
import { type RuntimeName, RUNTIMES, Subject } from "../conformance/subject.ts";

interface Told {
  readonly done: number;
  /** `null` where the runtime does not tell. */
  readonly longestGcMs: number | null;
  readonly longestDelayMs: number;
}

describe("a thousand tasks that end at once", () => {
  for (const runtime of RUNTIMES) {
    it(`are all counted on ${runtime}`, { timeout: 60_000 }, async (t) => {
      const ending = await stopped(runtime, "tasks-ending-at-once");

      const told = JSON.parse(ending.lines.at(-1) ?? "{}") as Told;
      t.diagnostic(`${runtime}: ${gcText(told)}`);
      assert.equal(told.done, 1_000);
      assert.ok((told.longestGcMs ?? 0) > 0 === runtime.startsWith("node"));
      assert.ok(told.longestDelayMs > 0);
      assertCode(ending, 0);
    });
  }
});

async function stopped(runtime: RuntimeName, program: string): Promise<Ending> {
  const subject = new Subject(runtime);
  try {
    const child = await subject.start(program);
    child.signal("SIGTERM");
    return await child.end();
  } finally {
    await subject.close();
  }
}

function gcText({ longestGcMs, longestDelayMs }: Told): string {
  const gc = longestGcMs === null
    ? "the runtime does not tell of its garbage collection"
    : `the longest garbage collection took ${longestGcMs.toFixed(1)} ms`;
  return `${gc}, the longest delay of the event loop ${longestDelayMs.toFixed(1)} ms`;
}
