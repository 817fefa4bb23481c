// A thousand tasks end at one stop, each with something to write down. Says what the garbage
// collector did meanwhile.
import { PerformanceObserver } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { Group } from "quiesce/tasks";
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

const TASKS = 1_000;
const ENTRIES = 500;
const DRAFTS = 8;
const gcMs: number[] = [];
let longestDelayMs = 0;

await run((life) => {
  keepBusy(life);
  life.scope.onStop(watchGc);
  const group = new Group("workers", { parent: life.scope, policy: "isolate" });
  for (let at = 0; at < TASKS; at += 1) {
    group.spawn(`worker-${at}`, async (scope) => {
      const held = Array.from(
        { length: ENTRIES },
        (_, index) => ({ index, name: `entry ${index}` }),
      );
      await new Promise<void>((resolve) => scope.onStop(() => resolve()));
      // Some 100 kB of garbage each, so that there is something to collect.
      return Array.from({ length: DRAFTS }, () => JSON.stringify(held).length).length;
    });
  }
  life.onFlush("count", async () => {
    const { counts } = await group.ended;
    // Entries come some time after their pauses.
    await delay(100);
    // Deno claims to tell of its pauses and does not, Bun does not claim it.
    const longestGcMs = gcMs.length === 0 ? null : Math.max(...gcMs);
    console.log(JSON.stringify({ ...counts, longestGcMs, longestDelayMs }));
  });
  console.log("ready");
}, { graceMs: 60_000 });

function watchGc(): void {
  const observer = new PerformanceObserver((list) => {
    gcMs.push(...list.getEntries().map(({ duration }) => duration));
  });
  const { supportedEntryTypes } = PerformanceObserver as { supportedEntryTypes?: string[] };
  if (supportedEntryTypes?.includes("gc")) observer.observe({ entryTypes: ["gc"] });
  let lastMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    longestDelayMs = Math.max(longestDelayMs, nowMs - lastMs - 1);
    lastMs = nowMs;
  }, 1);
  timer.unref();
}
