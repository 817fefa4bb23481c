// Ten million calls of shutdown(), from a task and from hooks of each phase.
import process from "node:process";
import type { Lifecycle } from "quiesce";
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

const CALLS = 10_000_000;
const PLACES = 5;
let calls = 0;
let others = 0;
let shutdowns = 0;
let closed = 0;
let grownBytes = 0;

await run((life) => {
  keepBusy(life);
  life.on("shutdown.requested", () => shutdowns += 1);
  life.use("database", {}, () => closed += 1);
  life.spawn("storm", (scope) => {
    return new Promise<void>((resolve) => {
      scope.onStop(() => {
        storm(life);
        resolve();
      });
    });
  });
  // First, since the hooks of this phase run newest first.
  life.onFlush("count", () => {
    console.log(JSON.stringify({ calls, others, shutdowns, closed, grownBytes }));
  });
  life.onAnnounce("storm", () => storm(life));
  life.onDrain("storm", () => storm(life));
  life.onClose("storm", () => storm(life));
  life.onFlush("storm", () => storm(life));
  life.on("stopped", ({ report }) => {
    void life.shutdown().then((mine) => console.log(mine === report ? "same report" : "another"));
  });
  console.log("ready");
}, { graceMs: 60_000 });

/** Counts who gets another promise, and so perhaps another report, than the first caller. */
function storm(life: Lifecycle): void {
  const first = life.shutdown();
  const beforeBytes = process.memoryUsage().heapUsed;
  for (let call = 0; call < CALLS / PLACES; call += 1) {
    if (life.shutdown(call) !== first) others += 1;
  }
  calls += CALLS / PLACES;
  grownBytes = Math.max(grownBytes, process.memoryUsage().heapUsed - beforeBytes);
}
