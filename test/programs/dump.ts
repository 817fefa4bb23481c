// Shows on SIGQUIT what is open: a task below /jobs that waits for its stop.
import { once } from "node:events";
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

await run((life) => {
  keepBusy(life);
  life.onClose("database", () => console.log("closed database"));
  const jobs = life.scope.child("jobs");
  jobs.spawn("patient", async ({ stopping }) => {
    await once(stopping, "abort");
    void jobs.close();
  });
  console.log("ready");
});
