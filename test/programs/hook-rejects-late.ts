// One resource fails to close, after a while. The database behind it is closed all the same.
import { setTimeout as delay } from "node:timers/promises";
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

await run((life) => {
  keepBusy(life);
  life.use("database", {}, () => console.log("closed database"));
  life.use("broken", {}, async () => {
    console.log("closing broken");
    await delay(200);
    throw new Error("broken on purpose");
  });
  console.log("ready");
});
