// Computes in a thread that hears nothing. It is left to the drain's deadline.
import { offload } from "quiesce/tasks";
import { run } from "./door.ts";

await run((life) => {
  life.use("database", {}, () => console.log("closed database"));
  life.spawn("report", async (scope) => {
    try {
      await offload(() => {
        console.log("ready");
        for (;;);
      }, { scope, name: "spinning" });
    } catch (error) {
      console.log(`thread ended: ${error === scope.reason}`);
      throw error;
    }
  });
}, { graceMs: 2_000, reserves: { unwindMs: 400 } });
