// A start that does not listen to a signal: it opens what it has to, and comes to its end.
import { setTimeout as delay } from "node:timers/promises";
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

await run(async (life) => {
  keepBusy(life);
  life.use("database", {}, () => console.log("closed database"));
  console.log("opened database");
  await delay(1_000);
  life.use("cache", {}, () => console.log("closed cache"));
  console.log("opened cache");
}, { graceMs: 8_000 });
