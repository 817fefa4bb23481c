// A hook finds something else to close while it runs.
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

await run((life) => {
  keepBusy(life);
  life.onClose("database", () => console.log("closed database"));
  life.onClose("outer", () => {
    console.log("closed outer");
    life.onClose("inner", () => console.log("closed inner"));
  });
  console.log("ready");
});
