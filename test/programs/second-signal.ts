// Closes slowly, so that there is time for a second signal and a third.
import process from "node:process";
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

await run((life) => {
  keepBusy(life);
  life.use("database", {}, () => console.log("closed database"));
  life.use("stuck", {}, async () => {
    console.log("closing stuck");
    await new Promise(() => {});
  });
  console.log("ready");
}, { graceMs: Number(process.env["GRACE_MS"] ?? 20_000) });
