import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/mod.ts";
import { collectGarbage } from "./collect-garbage.ts";
import { detecting, forever, problems } from "./detecting.ts";

describe("the finalizer backstop", () => {
  it("reports what was collected and never closed, with its place", async () => {
    await detecting({}, async ({ detector, told }) => {
      drop();

      await collectGarbage(() => told.length === 2);

      assert.deepEqual(told.toSorted(), ["found dropped /lost", "found dropped /lost/job"]);
      for (const { where, text } of detector.leaks()) {
        assert.match(where, /dropped\.test\.ts:\d+:\d+$/);
        assert.match(text, /was collected and never closed, opened at /);
      }
      assert.deepEqual(detector.report().open, []);
    });
  });

  it("says nothing of what was closed before it was collected", async () => {
    await detecting({}, async ({ detector, told }) => {
      await closeAndDrop();
      drop();

      await collectGarbage(() => told.length === 2);

      assert.deepEqual(problems(detector).filter((text) => text.includes("closed")), []);
    });
  });

  it("counts what was dropped at one place", async () => {
    await detecting({}, async ({ detector }) => {
      for (let count = 0; count < 10; count++) drop();

      await collectGarbage(() => {
        const counts = detector.leaks().map(({ count }) => count);
        return counts.reduce((sum, count) => sum + count, 0) === 20;
      });

      assert.deepEqual(problems(detector).toSorted(), [
        "dropped /lost x10",
        "dropped /lost/job x10",
      ]);
    });
  });

  it("keeps nothing alive that it looks at", async () => {
    await detecting({ trace: true }, async ({ detector, told }) => {
      dropAborted();
      detector.check();

      await collectGarbage(() => told.includes("found dropped /lost"));
    });
  });

  it("closes nothing", async () => {
    await detecting({}, async ({ told }) => {
      let cleaned = 0;
      (() => {
        new Scope("lost").defer(() => void (cleaned += 1));
      })();

      await collectGarbage(() => told.length === 1);

      assert.equal(cleaned, 0);
    });
  });
});

function drop(): void {
  new Scope("lost").spawn("job", forever);
}

function dropAborted(): void {
  const scope = new Scope("lost");
  scope.child("batch").spawn("job", ({ signal }) => new Promise(() => signal.aborted));
  scope.abort();
}

async function closeAndDrop(): Promise<void> {
  await new Scope("closed").close();
}
