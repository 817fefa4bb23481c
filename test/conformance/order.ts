import assert from "node:assert/strict";
import type { Case } from "./mod.ts";
import { okBody } from "./request.ts";
import { assertCode, cleanupMs, inFlight, startService } from "./service.ts";
import { EARLY_MS, nowMs } from "./wait.ts";

/** What was opened last is closed first; what others need stays until they have ended. */
export const order: readonly Case[] = [
  {
    id: "ORDER-1",
    promise: "resources are closed exactly once, and only after the last response has ended",
    async run(subject) {
      const child = await startService(subject);
      const [slow] = await inFlight(child.port, 1, "/slow?ms=10");
      okBody(await slow);
      const sentAtMs = nowMs();
      const [last] = await inFlight(child.port, 1, "/slow?ms=1200");

      child.signal("SIGTERM");
      const ending = await child.end();

      okBody(await last);
      const closedMs = cleanupMs(ending);
      assert.ok(
        closedMs >= sentAtMs + 1_200 - EARLY_MS,
        "the cleanup ran before the response ended",
      );
      assertCode(ending, 0);
    },
  },
  {
    id: "ORDER-2",
    promise: "a stream in flight has ended before a resource is closed",
    async run(subject) {
      const child = await startService(subject);
      const sentAtMs = nowMs();
      const [stream] = await inFlight(child.port, 1, "/stream?ms=1500");

      child.signal("SIGTERM");
      const ending = await child.end();

      assert.match(okBody(await stream), /END\s*$/);
      // The last chunk comes one interval before the time that was asked for, or at it.
      assert.ok(cleanupMs(ending) >= sentAtMs + 1_500 - 100 - EARLY_MS);
    },
  },
  {
    id: "ORDER-3",
    promise: "newest is closed first, a declared dependency beats that, telemetry goes last",
    async run(subject) {
      const child = await subject.start("orderly");

      child.signal("SIGTERM");
      const ending = await child.end();

      assert.deepEqual(ending.lines, [
        "ready",
        "closed server",
        "closed database",
        "closed cache",
        "flushed telemetry",
      ]);
      assertCode(ending, 0);
    },
  },
];
