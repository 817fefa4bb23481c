// Computes in a thread, in a loop that never waits, until it is asked to stop.
import { offload } from "quiesce/tasks";
import { run } from "./door.ts";

await run((life) => {
  life.use("database", {}, () => console.log("closed database"));
  life.spawn("report", async (scope) => {
    const rounds = await offload((_, context) => {
      let rounds = 0;
      console.log("ready");
      // At least one: the stop may come before the thread has got to its first question.
      do rounds += 1; while (!context.isStopping);
      return rounds;
    }, { scope, name: "counting" });
    console.log(rounds > 0 ? "finished counting" : "counted nothing");
  });
});
