// Tells systemd of a life that reloads, blocks its loop on demand, and ends step by step.
import { writeSync } from "node:fs";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { notify } from "quiesce/systemd";
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

const BLOCK_MS = 1_600;
const STEP_MS = 300;

await run((life) => {
  keepBusy(life);
  const extendMs = Number(process.env["EXTEND_MS"] ?? 10_000);
  const systemd = notify(life, { statusEveryMs: 100, extendMs });
  life.onReload("configuration", () => systemd.reload(() => console.log("reloaded")));
  process.on("SIGUSR2", () => {
    writeSync(1, "blocked\n");
    for (const endMs = performance.now() + BLOCK_MS; performance.now() < endMs;);
    writeSync(1, "free\n");
  });
  for (const step of [1, 2, 3]) {
    life.spawn(`step-${step}`, async ({ stopping }) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      stopping.addEventListener("abort", () => resolve());
      await promise;
      await delay(step * STEP_MS);
    });
  }
  life.onClose("database", () => delay(STEP_MS));
  console.log("ready");
});
