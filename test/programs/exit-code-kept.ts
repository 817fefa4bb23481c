// Sets an exit code of its own, which an orderly shutdown leaves alone.
import process from "node:process";
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

await run((life) => {
  keepBusy(life);
  life.onClose("database", () => console.log("closed database"));
  process.exitCode = 3;
  console.log("ready");
});
