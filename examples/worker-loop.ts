// Takes one job after another, finishes the one it holds, and takes no further one.
import { setTimeout as delay } from "node:timers/promises";
import { run } from "./door.ts";

await run((life) => {
  life.use("queue", {}, () => console.log("closed queue"));
  life.spawn("worker", async (scope) => {
    for (let job = 1; !scope.isStopping; job += 1) {
      console.log(`took job ${job}`);
      // Aborts only when the time to finish is over.
      await delay(100, undefined, { signal: scope.signal });
      console.log(`finished job ${job}`);
    }
  });
});
