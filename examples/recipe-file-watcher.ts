// Watches a folder. A burst of events about one file is one piece of work, and what is queued when
// the stop comes is worked off.
import { watch } from "node:fs";
import process from "node:process";
import { CleanupQueue, link } from "quiesce/tasks";
import { listen, sleep } from "quiesce/wrap";
import { run } from "./door.ts";

await run((life) => {
  life.spawn("watcher", async (scope) => {
    const queue = new CleanupQueue<string>();
    const building = queue.run(scope, (file, { signal }) => build(file, signal));
    const watcher = watch(process.env["FOLDER"] ?? ".");
    // Closes the watcher with the scope, and the scope with the watcher.
    link(scope, watcher, { name: "close watcher" });
    console.log("ready");
    // Ends after the events that came before the stop.
    for await (const [, file] of listen<[string, string]>(watcher, "change", scope)) {
      queue.add(file);
    }
    await building;
  });
});

/** Stands for what is done about a file. */
async function build(file: string, signal: AbortSignal): Promise<void> {
  console.log(`took ${file}`);
  await sleep(300, { signal });
  console.log(`built ${file}`);
}
