// Computes without waiting for anything. With checkpoints it hears of the stop; without, when it ends.
import process from "node:process";
import type { Scope } from "quiesce";
import { checkpoint } from "quiesce/tasks";
import { run } from "./door.ts";

const withCheckpoints = process.env["CHECKPOINTS"] === "1";
const computeMs = Number(process.env["COMPUTE_MS"] ?? Infinity);

await run((life) => {
  life.use("database", {}, () => console.log("closed database"));
  life.scope.onStop(() => console.log("asked to stop"));
  const jobs = life.scope.child("jobs");
  life.onDrain("jobs", () => jobs.close());
  setImmediate(() => {
    jobs.spawn("primes", async (scope) => {
      scope.defer(() => console.log("cleaned up"));
      console.log("ready");
      await (withCheckpoints ? search(scope) : compute());
      console.log("computed");
    });
  });
}, { graceMs: Number(process.env["GRACE_MS"] ?? 10_000), watchdog: true });

/** Goes on for ever, unless it is told. */
async function search({ stopping }: Scope): Promise<never> {
  for (let n = 0;; n += 1) {
    const turn = checkpoint(stopping);
    if (turn) await turn;
    Math.sqrt(n);
  }
}

function compute(): void {
  const endMs = performance.now() + computeMs;
  while (performance.now() < endMs);
}
