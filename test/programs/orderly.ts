// Three resources and telemetry, each closed in its turn: newest first, unless declared otherwise.
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

await run((life) => {
  keepBusy(life);
  life.onClose("database", () => console.log("closed database"));
  life.onClose("cache", () => console.log("closed cache"), { after: ["database"] });
  life.onClose("server", () => console.log("closed server"));
  life.onFlush("telemetry", () => console.log("flushed telemetry"));
  console.log("ready");
});
