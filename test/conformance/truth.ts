import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { Case } from "./mod.ts";
import { answerOf, fetchOnce, okBody } from "./request.ts";
import {
  assertCode,
  assertWithin,
  cleanupMs,
  hangingRequests,
  inFlight,
  startService,
  untilNotReady,
} from "./service.ts";
import { within } from "./wait.ts";

const OUTPUT_BYTES = 1024 * 1024;

/** The exit code and the report say what happened. */
export const truth: readonly Case[] = [
  {
    id: "TRUTH-1",
    promise: "a request that is cut at the deadline makes the exit code 124",
    async run(subject) {
      const child = await startService(subject, { GRACE_MS: "2500" });
      await hangingRequests(child.port, 2);

      child.signal("SIGTERM");

      assertCode(await child.end(), 124);
    },
  },
  {
    id: "TRUTH-2",
    promise: "an uncaught error still answers what is in flight, cleans up, and exits 1",
    async run(subject) {
      const child = await startService(subject);
      const exchanges = await inFlight(child.port, 5, "/slow?ms=1200");

      okBody(await fetchOnce(child.port, "/crash"));
      const ending = await child.end();

      for (const exchange of exchanges) okBody(await exchange);
      cleanupMs(ending);
      assertCode(ending, 1);
    },
  },
  {
    id: "TRUTH-3",
    promise: "an unhandled rejection cleans up and exits 1",
    async run(subject) {
      const child = await subject.launch("unhandled-rejection");

      const ending = await child.end();

      assert.deepEqual(ending.lines, ["ready", "closed database"]);
      assert.match(ending.stderr, /rejected on purpose/);
      assertCode(ending, 1);
    },
  },
  {
    id: "TRUTH-4",
    promise: "a non-zero exit code that the program has set survives an orderly shutdown",
    async run(subject) {
      const child = await subject.start("exit-code-kept");

      child.signal("SIGTERM");
      const ending = await child.end();

      assert.deepEqual(ending.lines, ["ready", "closed database"]);
      assertCode(ending, 3);
    },
  },
  {
    id: "TRUTH-5",
    promise: "a mebibyte of output just before the exit arrives in full in a slow pipe",
    async run(subject) {
      const child = await subject.launch("big-output", { heldOutput: true });
      await child.waitForLine("ready");

      child.signal("SIGTERM");
      await delay(500);
      child.readOutput();
      const ending = await child.end();

      assert.equal(ending.stdout.length, OUTPUT_BYTES);
      assert.equal(ending.lines.at(-1), "END");
      assertCode(ending, 0);
    },
  },
  {
    id: "TRUTH-6",
    promise: "a hook that hangs makes the exit code 124",
    async run(subject) {
      const child = await subject.start("hook-hangs", { env: { GRACE_MS: "2000" } });

      child.signal("SIGTERM");

      assertCode(await child.end(), 124);
    },
  },
  {
    id: "TRUTH-7",
    promise: "nobody exits unless asked: an embedder gets the report and picks its own code",
    async run(subject) {
      const child = await subject.start("embedding");

      child.signal("SIGTERM");
      const ending = await child.end();

      assert.deepEqual(ending.lines, ["ready", "closed database", "reported 0", "own ending"]);
      assertCode(ending, 42);
    },
  },
  {
    id: "TRUTH-8",
    promise: "output to a pipe that nobody reads does not hold the exit past the deadline, " +
      "with the watchdog on",
    async run(subject) {
      // Deno writes to a pipe synchronously, so that a full one blocks its event loop.
      const env = { GRACE_MS: "2000", WATCHDOG: "1" };
      const child = await subject.launch("big-output", { heldOutput: true, env });
      await child.waitForLine("ready");

      child.signal("SIGTERM");
      await within(child.exited, "the exit", () => child.seen());
      child.readOutput();

      assertWithin(await child.end(), 2_000);
    },
  },
  {
    id: "TRUTH-9",
    promise: "liveness stays green while readiness is red, so that nobody restarts what is ending",
    async run(subject) {
      const child = await startService(subject, { PREDRAIN_MS: "1000" });
      const before = [await fetchOnce(child.port, "/livez"), await fetchOnce(child.port, "/ready")];

      child.signal("SIGTERM");
      await untilNotReady(child.port);
      const after = [await fetchOnce(child.port, "/livez"), await fetchOnce(child.port, "/ready")];

      assert.deepEqual(before.map((each) => answerOf(each).status), [200, 200]);
      assert.deepEqual(after.map((each) => answerOf(each).status), [200, 503]);
      assertCode(await child.end(), 0);
    },
  },
];
