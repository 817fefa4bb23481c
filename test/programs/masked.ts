// Holds signals back while a file is written that must not be left half done.
import { setTimeout as delay } from "node:timers/promises";
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

await run((life) => {
  keepBusy(life);
  life.onClose("database", () => console.log("closed database"));
  console.log("ready");
  life.spawn("writer", () =>
    life.mask(async () => {
      console.log("critical begin");
      await delay(800);
      console.log("critical end");
    }));
});
