// One task ends when it is asked to, another only when it is told to. The rest of the budget is long.
import { decay } from "quiesce/tasks";
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

await run((life) => {
  keepBusy(life);
  life.scope.spawn("quick", ({ stopping }) => aborted(stopping));
  life.scope.spawn("stuck", async ({ signal }) => {
    await aborted(signal);
    console.log(`told to stop: ${signal.reason.kind}`);
  });
  console.log("ready");
}, { graceMs: 60_000, drain: decay({ windowMs: 300 }) });

function aborted(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => signal.addEventListener("abort", resolve));
}
