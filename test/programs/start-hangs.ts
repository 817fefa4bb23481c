// A start that takes longer than it may: what it had opened is closed again.
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

await run((life) => {
  keepBusy(life);
  life.use("database", {}, () => console.log("closed database"));
  console.log("opened database");
  return new Promise(() => {});
}, { startTimeoutMs: 300, graceMs: 4_000 });
