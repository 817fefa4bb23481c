// A job without a server: when its work is done, it closes what it has opened and ends with 0.
import { setTimeout as delay } from "node:timers/promises";
import { run } from "./door.ts";

// Not `await run(…)`: Deno and Bun would wait for it for ever.
void run((life) => {
  life.use("database", {}, () => console.log("closed database"));
  life.spawn("import", async ({ signal }) => {
    console.log("took the job");
    await delay(500, undefined, { signal });
    console.log("finished the job");
  });
});
