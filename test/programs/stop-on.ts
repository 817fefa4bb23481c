// Ends when a neighbour says so: which ones may is in SOURCES. IDLE says that it has nothing to do.
import process from "node:process";
import { sendReady, stopOn, type StopSources } from "quiesce/systemd";
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

const { message, ...others } = JSON.parse(process.env["SOURCES"] ?? "{}") as StopSources;

/** A form of one's own, as programs under `node:cluster` have it. */
function isCommand(given: unknown): boolean {
  return (given as { readonly command?: unknown } | null)?.command === message;
}

// Not awaited: Deno and Bun never run dry while the top level awaits.
void run((life) => {
  if (process.env["IDLE"] === undefined) keepBusy(life);
  stopOn(life, { ...others, ...(message && { message }) });
  if (message) stopOn(life, { message: isCommand });
  sendReady(life);
  life.on("shutdown.requested", ({ reason }) => console.log(`${reason.kind}: ${reason.message}`));
  life.on("shutdown.forced", () => console.log("forced"));
  console.log("ready");
});
