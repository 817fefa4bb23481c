// The first way to lose a cancellation: the signal is at hand, and is not passed on.
import { setTimeout as delay } from "node:timers/promises";
import { run } from "./door.ts";

await run((life) => {
  life.spawn("report", async (scope) => {
    scope.status("waits for the numbers");
    await delay(60_000);
  });
  console.log("ready");
}, { graceMs: 1_000 });
