import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import { EventQueue } from "../../../src/capacity/event-queue.ts";

describe("EventQueue", () => {
  it("gives back what was added, the earliest first, of equals the first", () => {
    const step = fc.option(fc.nat(20), { nil: undefined });
    fc.assert(fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const queue = new EventQueue();
      const model: { readonly atMs: number; readonly run: () => void }[] = [];
      for (const atMs of steps) {
        if (atMs === undefined) assert.equal(queue.take()?.run, model.shift()?.run);
        else {
          const run = (): void => {};
          queue.add(atMs, run);
          model.push({ atMs, run });
          // Stable, as the language promises.
          model.sort((one, other) => one.atMs - other.atMs);
        }
      }
      for (const { run } of model) assert.equal(queue.take()?.run, run);
      assert.equal(queue.take(), undefined);
    }));
  });
});
