import assert from "node:assert/strict";
import process from "node:process";
import { it } from "node:test";
import * as fc from "fast-check";
import { Fifo } from "../../../src/wrap/fifo.ts";

/** fast-check prints the seed of a failure; `FC_SEED=<seed>` runs it again on every runtime. */
const seed = process.env["FC_SEED"];
const seeded = seed === undefined ? {} : { seed: Number(seed) };

/** So many are pushed, and then so many are taken, which may be more; or all are dropped. */
const steps = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: fc.record({ push: fc.nat(120), shift: fc.nat(120) }) },
    { weight: 1, arbitrary: fc.constant("clear" as const) },
  ),
  { maxLength: 30 },
);

it("a queue does what an array does", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(steps, (script) => {
      const queue = new Fifo<number>();
      let model: number[] = [];
      let pushed = 0;
      for (const step of script) {
        if (step === "clear") {
          queue.clear();
          model = [];
          continue;
        }
        for (let at = 0; at < step.push; at += 1) {
          queue.push(pushed);
          model.push(pushed);
          pushed += 1;
        }
        for (let at = 0; at < step.shift; at += 1) {
          assert.equal(queue.shift(), model.shift());
          assert.equal(queue.size, model.length);
        }
      }
    }),
    { numRuns: 1_000, ...seeded },
  );
});
