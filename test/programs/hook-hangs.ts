// One resource never lets go. The database behind it is closed all the same.
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
}, { graceMs: Number(process.env["GRACE_MS"] ?? 2_000) });
