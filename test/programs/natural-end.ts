// A job without a server: when its work is done, it closes what it has opened and ends.
import { setTimeout as delay } from "node:timers/promises";
import { run } from "./door.ts";

await run((life) => {
  life.use("database", {}, () => console.log("closed database"));
  life.spawn("worker", async () => {
    await delay(100);
    console.log("work done");
  });
});
