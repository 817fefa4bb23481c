// A cron job. The schedule ends with the life, which waits for the run in hand as well.
import process from "node:process";
import { Cron } from "croner";
import { link } from "quiesce/tasks";
import { sleep } from "quiesce/wrap";
import { run } from "./door.ts";

await run((life) => {
  const pattern = process.env["PATTERN"] ?? "0 3 * * *";
  // Waits for each run, so that `protect` can leave out the next one while it lasts.
  const cron = new Cron(pattern, { protect: true }, async () => {
    await life.scope.spawn("report", ({ signal }) => writeReport(signal)).outcome;
  });
  // `cron.stop()` ends the schedule alone. The run is a task, so the life waits for that.
  link(life.scope, cron, { name: "stop cron" });
  console.log("ready");
});

/** Stands for what is to be done every night. */
async function writeReport(signal: AbortSignal): Promise<void> {
  console.log("took the report");
  await sleep(300, { signal });
  console.log("finished the report");
}
