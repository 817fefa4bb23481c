// Reads its configuration again on each SIGHUP.
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

let version = 0;

await run((life) => {
  keepBusy(life);
  life.onClose("database", () => console.log("closed database"));
  life.onReload("configuration", () => {
    version += 1;
    console.log(`reloaded ${version}`);
  });
  console.log("ready");
});
