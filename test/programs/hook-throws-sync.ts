// One resource fails to close, at once. The database behind it is closed all the same.
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

await run((life) => {
  keepBusy(life);
  life.use("database", {}, () => console.log("closed database"));
  life.use("broken", {}, () => {
    console.log("closing broken");
    throw new Error("broken on purpose");
  });
  console.log("ready");
});
