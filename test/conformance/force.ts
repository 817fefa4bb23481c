import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { Case } from "./mod.ts";
import { okBody } from "./request.ts";
import {
  assertCode,
  assertWithin,
  cleanupMs,
  hangingRequests,
  inFlight,
  startService,
  untilNotReady,
} from "./service.ts";
import type { Subject } from "./subject.ts";

/** Longer than the time in which a further signal is taken for an echo of the first. */
const COUNTED_MS = 700;
const ECHO_MS = 50;

/** A second signal hurries, a third ends; an echo does neither. */
export const force: readonly Case[] = [
  {
    id: "FORCE-1",
    promise: "a second SIGTERM cuts what is in flight, still cleans up, and exits 143",
    run: (subject) => forces(subject, "SIGTERM", 143),
  },
  {
    id: "FORCE-2",
    promise: "a second SIGINT cuts what is in flight, still cleans up, and exits 130",
    run: (subject) => forces(subject, "SIGINT", 130),
  },
  {
    id: "FORCE-3",
    promise: "a second delivery of one Ctrl-C within 500 ms is an echo, not a force",
    async run(subject) {
      const child = await startService(subject);
      const exchanges = await inFlight(child.port, 3, "/slow?ms=1200");

      child.signal("SIGINT");
      await delay(ECHO_MS);
      child.signal("SIGINT");
      const ending = await child.end();

      for (const exchange of exchanges) okBody(await exchange);
      cleanupMs(ending);
      assertCode(ending, 0);
    },
  },
  {
    id: "FORCE-4",
    promise: "after a second signal, hooks that hang get two seconds, and the others still run",
    async run(subject) {
      const child = await subject.start("second-signal", { env: { GRACE_MS: "20000" } });

      child.signal("SIGTERM");
      await child.waitForLine("closing stuck");
      await delay(COUNTED_MS);
      child.signal("SIGTERM");
      const ending = await child.end();

      assert.deepEqual(ending.lines, ["ready", "closing stuck", "closed database"]);
      assertWithin(ending, COUNTED_MS + 2_000);
      assertCode(ending, 143);
    },
  },
  {
    id: "FORCE-5",
    promise: "a third signal ends the process at once",
    async run(subject) {
      const child = await subject.start("second-signal", { env: { GRACE_MS: "20000" } });

      child.signal("SIGTERM");
      await child.waitForLine("closing stuck");
      await delay(COUNTED_MS);
      child.signal("SIGTERM");
      await delay(COUNTED_MS);
      child.signal("SIGINT");
      const ending = await child.end();

      assertWithin(ending, 2 * COUNTED_MS);
      assertCode(ending, 130);
    },
  },
];

async function forces(subject: Subject, signal: NodeJS.Signals, code: number): Promise<void> {
  const child = await startService(subject, { GRACE_MS: "20000" });
  await hangingRequests(child.port, 2);

  child.signal(signal);
  await untilNotReady(child.port);
  await delay(COUNTED_MS);
  child.signal(signal);
  const ending = await child.end();

  cleanupMs(ending);
  assertWithin(ending, COUNTED_MS + 2_000);
  assertCode(ending, code);
}
