import assert from "node:assert/strict";
import { createServer } from "node:net";
import type { Case } from "./mod.ts";
import { openConnection } from "./connection.ts";
import { freePort } from "./free-port.ts";
import { assertCode, assertNoTrace, assertWithin } from "./service.ts";
import type { Subject } from "./subject.ts";

/** What ends a start-up rolls back what was opened. */
export const start: readonly Case[] = [
  {
    id: "START-1",
    promise: "a SIGTERM during start-up ends it in order, and the service never listens",
    run: (subject) => endsBeforeListening(subject, "SIGTERM"),
  },
  {
    id: "START-2",
    promise: "a SIGINT during start-up ends it in order, and the service never listens",
    run: (subject) => endsBeforeListening(subject, "SIGINT"),
  },
  {
    id: "START-3",
    promise: "a start that fails rolls back newest first, and no error of either way is lost",
    async run(subject) {
      const child = await subject.launch("start-fails");

      const ending = await child.end();

      const opened = ["opened database", "opened cache", "opened queue"];
      const closed = ["closed queue", "closing cache", "closed database"];
      assert.deepEqual(ending.lines, [...opened, ...closed]);
      assert.match(ending.stderr, /start failed on purpose/);
      assert.match(ending.stderr, /close failed on purpose/);
      assertCode(ending, 1);
    },
  },
  {
    id: "START-4",
    promise: "a port that is in use fails the start with a clear error and exit code 1",
    async run(subject) {
      const port = await freePort();
      const { promise, resolve } = Promise.withResolvers<void>();
      const holder = createServer().listen(port, resolve);
      await promise;

      const child = await subject.launch("service", { env: { PORT: String(port) } });
      const ending = await child.end();
      holder.close();

      assert.match(ending.stderr, new RegExp(`Cannot listen.*${port}`));
      assertCode(ending, 1);
    },
  },
  {
    id: "START-5",
    promise: "a start that takes longer than it may is ended, and what it opened is closed",
    async run(subject) {
      const child = await subject.launch("start-hangs");

      const ending = await child.end();

      assert.deepEqual(ending.lines, ["opened database", "closed database"]);
      assert.match(ending.stderr, /the start took longer than 300 ms/);
      assertCode(ending, 1);
    },
  },
  {
    id: "START-6",
    promise: "a start that goes on after a SIGTERM comes to its end, and what it opened is closed",
    async run(subject) {
      const child = await subject.start("start-goes-on", { until: "opened database" });

      child.signal("SIGTERM");
      const ending = await child.end();

      const closed = ["closed cache", "closed database"];
      assert.deepEqual(ending.lines, ["opened database", "opened cache", ...closed]);
      assertCode(ending, 0);
    },
  },
];

async function endsBeforeListening(subject: Subject, signal: NodeJS.Signals): Promise<void> {
  const env = { STARTUP_MS: "15000" };
  const child = await subject.start("service", { env, until: "starting" });

  child.signal(signal);
  const ending = await child.end();

  assert.equal(await openConnection(child.port), undefined);
  assert.ok(!ending.lines.some((line) => line.includes("listening")), ending.stdout);
  assertNoTrace(ending);
  assertWithin(ending, 2_000);
  assertCode(ending, 0);
}
