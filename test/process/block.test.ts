// Who holds the event loop is named: on every runtime by what was heard, on Node by a look at it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Child } from "../conformance/child.ts";
import { type RuntimeName, RUNTIMES, Subject } from "../conformance/subject.ts";

interface FoundBlock {
  readonly path: string;
  readonly evidence: string;
  readonly status: string;
  readonly stack: readonly string[];
}

const IN_TIME = { timeout: 60_000 };

describe("a task that holds the event loop", () => {
  for (const runtime of RUNTIMES) {
    it(`is named by its last checkpoint on ${runtime}`, IN_TIME, async () => {
      const block = await blockOf(runtime, "block-heard");

      assert.equal(block.path, "/orders/parse");
      assert.match(block.evidence, /^(heard|before)$/);
      assert.equal(block.status, "file 3 of 9");
    });
  }

  for (const runtime of RUNTIMES.filter((name) => name.startsWith("node"))) {
    it(`is seen where it stands after it has waited, on ${runtime}`, IN_TIME, async () => {
      const block = await blockOf(runtime, "block-node");

      assert.equal(block.path, "/orders/parse");
      assert.equal(block.evidence, "seen");
      assert.equal(block.status, "file 3 of 9");
      assert.ok(
        block.stack.some((line) => /parseLargeFile \(file:.*block-node\.ts:\d+:\d+\)/.test(line)),
        block.stack.join("\n"),
      );
    });

    it(`is printed by the thread while it never ends, on ${runtime}`, IN_TIME, async () => {
      const env = { PRINT: "1", FOR_EVER: "1" };
      await staged(runtime, "block-node", env, async (child) => {
        const line = await child.waitForLine("the event loop stands in /orders/parse");
        await child.waitForLine(/parseLargeFile \(file:.*block-node\.ts:\d+:\d+\)/);

        assert.equal(line.from, "stderr");
      });
    });
  }
});

async function blockOf(runtime: RuntimeName, program: string): Promise<FoundBlock> {
  let found = "";
  await staged(runtime, program, {}, async (child) => {
    found = (await child.end()).lines[0] ?? "";
  });
  return JSON.parse(found) as FoundBlock;
}

async function staged(
  runtime: RuntimeName,
  program: string,
  env: Readonly<Record<string, string>>,
  judge: (child: Child) => Promise<void>,
): Promise<void> {
  const subject = new Subject(runtime);
  try {
    await judge(await subject.launch(program, { env }));
  } finally {
    await subject.close();
  }
}
