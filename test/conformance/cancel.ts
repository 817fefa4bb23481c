import assert from "node:assert/strict";
import type { Case } from "./mod.ts";
import { answerOf } from "./request.ts";
import { assertCode, cleanupMs, inFlight, startService } from "./service.ts";
import { openMuteSocket, openSocket } from "./socket-client.ts";

const CLOSE_FRAME = 0x88;
const GOING_AWAY = 1_001;

/** Work is asked to stop first and cut only later; long-lived responses are ended cleanly. */
export const cancel: readonly Case[] = [
  {
    id: "CANCEL-1",
    promise: "endless event streams are ended cleanly, well before the deadline",
    async run(subject) {
      const child = await startService(subject);
      const streams = await inFlight(child.port, 5, "/sse");

      child.signal("SIGTERM");

      for (const stream of streams) assert.match(answerOf(await stream).body.toString(), /data/);
      const ending = await child.end();
      cleanupMs(ending);
      assertCode(ending, 0);
      assert.ok(ending.tookMs < 8_000, `the exit took ${ending.tookMs} ms`);
    },
  },
  {
    id: "CANCEL-2",
    promise: "WebSockets are closed with code 1001",
    async run(subject) {
      const child = await startService(subject);
      const socket = await openSocket(child.port);
      assert.equal(await socket.echo("hello"), "hello");

      child.signal("SIGTERM");

      assert.equal(await socket.closed, GOING_AWAY);
      const ending = await child.end();
      cleanupMs(ending);
      assertCode(ending, 0);
    },
  },
  {
    id: "CANCEL-3",
    promise: "a WebSocket gets its close frame with 1001 on the wire before it is cut",
    async run(subject) {
      const child = await startService(subject, { GRACE_MS: "3000" });
      const socket = await openMuteSocket(child.port);

      child.signal("SIGTERM");
      await socket.ended;

      assert.equal(socket.rest[0], CLOSE_FRAME);
      assert.equal(socket.rest.readUInt16BE(2), GOING_AWAY);
    },
  },
  {
    id: "CANCEL-4",
    promise: "a worker that is told to stop finishes what it holds and takes nothing new",
    async run(subject) {
      const child = await subject.start("worker-loop", { until: "took item 2" });

      child.signal("SIGTERM");
      const ending = await child.end();

      const [taken, ...rest] = ending.lines.slice(-3).reverse();
      const last = ending.lines.filter((line) => line.startsWith("took")).length;
      assert.equal(taken, "closed database");
      assert.deepEqual(rest, [`finished item ${last}`, `took item ${last}`]);
      assertCode(ending, 0);
    },
  },
  {
    id: "CANCEL-5",
    promise: "a signal is held back around a critical section and delivered after it",
    async run(subject) {
      const child = await subject.start("masked", { until: "critical begin" });

      child.signal("SIGTERM");
      const ending = await child.end();

      const seen = ["critical begin", "critical end", "closed database"];
      assert.deepEqual(ending.lines, ["ready", ...seen]);
      assertCode(ending, 0);
    },
  },
];
