// Nobody waits for a promise that rejects.
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

await run((life) => {
  keepBusy(life);
  life.onClose("database", () => console.log("closed database"));
  setTimeout(() => void Promise.reject(new Error("rejected on purpose")), 100);
  console.log("ready");
});
