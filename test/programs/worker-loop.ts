// Takes one item after another, and no further one once it is asked to stop.
import { setTimeout as delay } from "node:timers/promises";
import { run } from "./door.ts";

await run((life) => {
  life.use("database", {}, () => console.log("closed database"));
  life.spawn("worker", async (scope) => {
    for (let item = 1; !scope.isStopping; item += 1) {
      console.log(`took item ${item}`);
      await delay(300);
      console.log(`finished item ${item}`);
    }
  });
});
