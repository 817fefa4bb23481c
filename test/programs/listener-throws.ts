// Listeners that throw, of an event and of a signal. Nobody else suffers.
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

await run((life) => {
  keepBusy(life);
  life.onClose("database", () => console.log("closed database"));
  life.on("shutdown.requested", () => {
    throw new Error("listener failed on purpose");
  });
  life.on("shutdown.requested", () => console.log("second listener"));
  life.stopping.addEventListener("abort", () => {
    throw new Error("abort listener failed on purpose");
  });
  life.stopping.addEventListener("abort", () => console.log("second abort listener"));
  console.log("ready");
});
