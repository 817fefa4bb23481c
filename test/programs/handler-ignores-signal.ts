// A job that hears neither of its signals. It is left behind, by name.
import process from "node:process";
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

await run((life) => {
  keepBusy(life);
  life.onClose("database", () => console.log("closed database"));
  life.scope.child("jobs").spawn("stubborn", () => new Promise(() => {}));
  console.log("ready");
}, { graceMs: Number(process.env["GRACE_MS"] ?? 2_000) });
