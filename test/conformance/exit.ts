import assert from "node:assert/strict";
import type { Ending } from "./child.ts";
import type { Case } from "./mod.ts";
import { connectedMany, okBody } from "./request.ts";
import {
  assertCode,
  assertWithin,
  cleanupMs,
  hangingRequests,
  idleConnections,
  startService,
} from "./service.ts";
import { openMuteSocket } from "./socket-client.ts";
import type { Subject } from "./subject.ts";
import { within } from "./wait.ts";

/** The process is gone within its grace time, whatever anything does. */
export const exit: readonly Case[] = [
  {
    id: "EXIT-1",
    promise: "an idle service ends with code 0 soon after the first SIGTERM",
    run: (subject) => endsIdle(subject, "SIGTERM"),
  },
  {
    id: "EXIT-2",
    promise: "an idle service ends with code 0 soon after the first SIGINT",
    run: (subject) => endsIdle(subject, "SIGINT"),
  },
  {
    id: "EXIT-3",
    promise: "an idle service ends with code 0 soon after the first SIGHUP",
    run: (subject) => endsIdle(subject, "SIGHUP"),
  },
  {
    id: "EXIT-4",
    promise: "idle keep-alive connections do not delay the exit",
    async run(subject) {
      const child = await startService(subject);
      await idleConnections(child.port, 20);

      child.signal("SIGTERM");
      const ending = await child.end();

      assertCode(ending, 0);
      assertWithin(ending, 1_500);
    },
  },
  {
    id: "EXIT-5",
    promise: "connections that never send a byte do not hold the exit",
    async run(subject) {
      const child = await startService(subject, { GRACE_MS: "3000" });
      await connectedMany(child.port, 5);

      child.signal("SIGTERM");
      const ending = await child.end();

      assertCode(ending, 0);
      assertWithin(ending, 3_000);
    },
  },
  {
    id: "EXIT-6",
    promise: "half-sent request heads do not hold the exit past the deadline",
    async run(subject) {
      const child = await startService(subject, { GRACE_MS: "3000" });
      const connections = await connectedMany(child.port, 5);
      for (const connection of connections) connection.send("GET / HTTP/1.1\r\nHost: loc");

      child.signal("SIGTERM");
      const ending = await child.end();

      cleanupMs(ending);
      assertWithin(ending, 3_000);
    },
  },
  {
    id: "EXIT-7",
    promise: "a request that never ends does not hold the exit past the deadline",
    async run(subject) {
      const child = await startService(subject, { GRACE_MS: "2500" });
      await hangingRequests(child.port, 2);

      child.signal("SIGTERM");

      assertWithin(await child.end(), 2_500);
    },
  },
  {
    id: "EXIT-8",
    promise: "a WebSocket client that answers nothing does not hold the exit past the deadline",
    async run(subject) {
      const child = await startService(subject, { GRACE_MS: "3000" });
      await openMuteSocket(child.port);

      child.signal("SIGTERM");
      const ending = await child.end();

      cleanupMs(ending);
      assertWithin(ending, 3_000);
    },
  },
  {
    id: "EXIT-9",
    promise: "a hook that never ends does not hold the exit past the deadline",
    async run(subject) {
      await endsInTime(subject, "hook-hangs", 2_000);
    },
  },
  {
    id: "EXIT-10",
    promise: "a task that ignores its signal does not hold the exit past the deadline",
    async run(subject) {
      await endsInTime(subject, "handler-ignores-signal", 2_000);
    },
  },
  {
    id: "EXIT-11",
    promise: "a blocked event loop does not hold the exit past the deadline, with the watchdog on",
    async run(subject) {
      const ending = await endsInTime(subject, "blocked-loop", 2_000);

      assert.notEqual(ending.code, 0);
    },
  },
  {
    id: "EXIT-12",
    promise: "a program whose work is done ends by itself with code 0, and cleans up",
    run: (subject) => endsByItself(subject, "natural-end"),
  },
  {
    id: "EXIT-14",
    promise: "it does so on every runtime when its top level does not await `run()`",
    run: (subject) => endsByItself(subject, "natural-end-unawaited"),
  },
  {
    id: "EXIT-13",
    promise: "a client that reads nothing of its response does not hold the exit past the deadline",
    async run(subject) {
      const child = await startService(subject, { GRACE_MS: "3000" });
      const [connection] = await idleConnections(child.port, 1);
      connection?.pause();
      connection?.send("GET /sse HTTP/1.1\r\nHost: localhost\r\n\r\n");

      child.signal("SIGTERM");

      assertWithin(await child.end(), 3_000);
    },
  },
];

async function endsIdle(subject: Subject, signal: NodeJS.Signals): Promise<void> {
  const child = await startService(subject);
  const [connection] = await idleConnections(child.port, 1);
  okBody(await connection?.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").next());
  connection?.close();

  child.signal(signal);
  const ending = await child.end();

  cleanupMs(ending);
  assertCode(ending, 0);
  assertWithin(ending, 1_000);
}

async function endsInTime(
  subject: Subject,
  program: string,
  graceMs: number,
): Promise<Ending> {
  const child = await subject.start(program, { env: { GRACE_MS: String(graceMs) } });

  child.signal("SIGTERM");
  const ending = await child.end();

  assertWithin(ending, graceMs);
  return ending;
}

/** Waits a few seconds at most: what does not end by itself never does. */
async function endsByItself(subject: Subject, program: string): Promise<void> {
  const child = await subject.launch(program);

  const seen = (): string => child.seen();
  const ending = await within(child.ended, "the end of the program", seen, 5_000);

  assert.deepEqual(ending.lines, ["work done", "closed database"]);
  assertCode(ending, 0);
}
