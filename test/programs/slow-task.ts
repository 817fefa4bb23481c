// A task needs a while to end after it was asked to. What it uses stays open until then.
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

await run((life) => {
  keepBusy(life);
  life.use("database", {}, () => console.log("closed database"));
  life.spawn("worker", async ({ stopping }) => {
    await once(stopping, "abort");
    console.log("stopping");
    await delay(700);
    console.log("task ended");
  });
  console.log("ready");
});
