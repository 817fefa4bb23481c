import assert from "node:assert/strict";
import type { Case } from "./mod.ts";
import { okBody } from "./request.ts";
import { assertCode, assertNoTrace, cleanupMs, inFlight, startService } from "./service.ts";
import { nowMs } from "./wait.ts";

const STORM = 50;
const STORM_GAP_MS = 0.2;

/** One shutdown happens, however often it is asked for. */
export const once: readonly Case[] = [
  {
    id: "ONCE-1",
    promise: "a storm of fifty SIGTERMs is one graceful shutdown, not a force",
    async run(subject) {
      const child = await startService(subject);
      const exchanges = await inFlight(child.port, 5, "/slow?ms=1200");

      for (let sent = 0; sent < STORM; sent += 1) spin(child.signal("SIGTERM") + STORM_GAP_MS);
      const ending = await child.end();

      for (const exchange of exchanges) okBody(await exchange);
      cleanupMs(ending);
      assertCode(ending, 0);
      assertNoTrace(ending);
    },
  },
  {
    id: "ONCE-2",
    promise: "a shutdown that is asked for from inside a hook joins the one that runs",
    async run(subject) {
      const child = await subject.start("stop-inside-hook");

      child.signal("SIGTERM");
      const ending = await child.end();

      assert.deepEqual(ending.lines, ["ready", "closing asker", "closed database", "same report"]);
      assertCode(ending, 0);
    },
  },
  {
    id: "ONCE-3",
    promise: "two lifecycles in one process are both ended by one signal, and the process once",
    async run(subject) {
      const child = await subject.start("two-lifecycles");

      child.signal("SIGTERM");
      const ending = await child.end();

      assert.deepEqual(ending.lines.slice(1).sort(), ["closed first", "closed second"]);
      assertCode(ending, 0);
    },
  },
];

// Signals of a storm are closer together than a timer can tell.
function spin(untilMs: number): void {
  while (nowMs() < untilMs);
}
