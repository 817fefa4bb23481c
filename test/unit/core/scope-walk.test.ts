import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope, scopeCensus } from "../../../src/core/mod.ts";

describe("a census", () => {
  it("counts what is below, by what it was told, and not the scope itself", () => {
    const root = new Scope("root");
    const jobs = root.child("jobs");
    jobs.spawn("worker", () => new Promise(() => {}));
    jobs.detached("mail");
    const before = scopeCensus(root);

    jobs.stop();
    const stopped = scopeCensus(root);
    root.abort();

    assert.deepEqual([before, stopped, scopeCensus(root)], [
      { open: 3, stopping: 0, aborted: 0 },
      { open: 1, stopping: 2, aborted: 0 },
      { open: 0, stopping: 0, aborted: 3 },
    ]);
  });

  it("counts nobody who has closed", async () => {
    const root = new Scope("root");
    await root.child("done").close();

    assert.deepEqual(scopeCensus(root), { open: 0, stopping: 0, aborted: 0 });
    assert.deepEqual(scopeCensus(new Scope()), { open: 0, stopping: 0, aborted: 0 });
  });

  it("goes down a deep tree", () => {
    const root = new Scope("root");
    let scope = root;
    for (let depth = 0; depth < 20_000; depth += 1) scope = scope.child("below");

    assert.equal(scopeCensus(root).open, 20_000);
  });
});
