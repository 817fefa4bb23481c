import assert from "node:assert/strict";
import { connected, get } from "./request.ts";
import type { Case } from "./mod.ts";
import { assertCode, cleanupMs, inFlight, startService } from "./service.ts";
import { EARLY_MS, nowMs } from "./wait.ts";

/** "Asked to stop" is never taken for "stopped". */
export const ack: readonly Case[] = [
  {
    id: "ACK-1",
    promise: "a resource stays open until the task that uses it has ended",
    async run(subject) {
      const child = await subject.start("slow-task");

      child.signal("SIGTERM");
      const ending = await child.end();

      assert.deepEqual(ending.lines, ["ready", "stopping", "task ended", "closed database"]);
      assertCode(ending, 0);
    },
  },
  {
    id: "ACK-2",
    promise: "two requests on one resource are both waited for, also when one ends long before",
    async run(subject) {
      const child = await startService(subject);
      const sentAtMs = nowMs();
      const [long] = await inFlight(child.port, 1, "/slow?ms=1500");
      const short = await connected(child.port);
      const early = short.send(get("/slow?ms=300")).next();

      child.signal("SIGTERM");
      const ending = await child.end();

      assert.equal((await early).response?.status, 200);
      assert.equal((await long)?.response?.status, 200);
      assert.ok(cleanupMs(ending) >= sentAtMs + 1_500 - EARLY_MS);
    },
  },
];
