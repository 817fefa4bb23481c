// Hands the job back that it could not finish in time.
import { setTimeout as delay } from "node:timers/promises";
import { run } from "./door.ts";

await run((life) => {
  life.use("queue", {}, () => console.log("closed queue"));
  life.onCompensate("hand back", ({ cut }) => {
    for (const { path } of cut) console.log(`handed back the job of ${path}`);
  });
  life.spawn("worker", async ({ signal }) => {
    console.log("took a job that takes too long");
    await delay(60_000, undefined, { signal });
  });
}, { graceMs: 2_000 });
