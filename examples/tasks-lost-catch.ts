// The second way: the abort arrives as an error, and somebody takes it for a failure.
import { setTimeout as delay } from "node:timers/promises";
import { run } from "./door.ts";

await run((life) => {
  life.spawn("poller", async ({ signal }) => {
    for (;;) {
      try {
        await delay(60_000, undefined, { signal });
      } catch {
        console.log("cannot poll, trying again");
        await delay(1_000);
      }
    }
  });
  console.log("ready");
}, { graceMs: 1_000 });
