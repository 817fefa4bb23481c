// A hook that never gives the event loop back. Only a thread beside it can end the process.
import process from "node:process";
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

await run((life) => {
  keepBusy(life);
  life.onClose("spinner", () => {
    for (;;);
  });
  console.log("ready");
}, { graceMs: Number(process.env["GRACE_MS"] ?? 2_000), watchdog: true });
