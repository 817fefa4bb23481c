import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { Case } from "./mod.ts";
import { NAMESPACE, namespaceRefusal } from "./namespace.ts";
import { connected, fetchOnce, get, okBody, postHead } from "./request.ts";
import {
  assertCode,
  cleanupMs,
  hangingRequests,
  inFlight,
  startService,
  untilNotReady,
} from "./service.ts";
import { openSocket } from "./socket-client.ts";

/** The same program behaves the same on every runtime. */
export const same: readonly Case[] = [
  {
    id: "SAME-1",
    promise: "each route of the reference service answers as it says, before any signal",
    async run(subject) {
      const { port } = await startService(subject);

      assert.equal(okBody(await fetchOnce(port, "/")), "ok");
      okBody(await fetchOnce(port, "/slow?ms=50"));
      assert.match(okBody(await fetchOnce(port, "/stream?ms=300")), /END\s*$/);
      okBody(await fetchOnce(port, "/ready"));
      assert.equal(await echo(port, "hello"), "hello");
      assert.equal(await (await openSocket(port)).echo("hello"), "hello");
      const events = await connected(port);
      await events.send(get("/sse")).received((rest) => rest.includes("data:"));
    },
  },
  {
    id: "SAME-2",
    promise: "as PID 1 the first SIGTERM ends a service in order, with code 0",
    refusal: namespaceRefusal,
    async run(subject) {
      const child = await subject.start("service", { ...NAMESPACE, until: "listening" });
      const [slow] = await inFlight(child.port, 1, "/slow?ms=800");

      child.signal("SIGTERM");
      const ending = await child.end();

      okBody(await slow);
      cleanupMs(ending);
      assertCode(ending, 0);
    },
  },
  {
    id: "SAME-3",
    promise: "as PID 1 a second SIGTERM ends a service with code 143",
    refusal: namespaceRefusal,
    async run(subject) {
      const child = await subject.start("service", { ...NAMESPACE, until: "listening" });
      await hangingRequests(child.port, 1);

      child.signal("SIGTERM");
      await untilNotReady(child.port);
      await delay(700);
      child.signal("SIGTERM");
      const ending = await child.end();

      cleanupMs(ending);
      assertCode(ending, 143);
    },
  },
  {
    id: "SAME-4",
    promise: "a SIGHUP that reloads does so each time and ends nothing",
    async run(subject) {
      const child = await subject.start("reload");

      child.signal("SIGHUP");
      await child.waitForLine("reloaded 1");
      child.signal("SIGHUP");
      await child.waitForLine("reloaded 2");
      child.signal("SIGTERM");
      const ending = await child.end();

      assert.deepEqual(ending.lines, ["ready", "reloaded 1", "reloaded 2", "closed database"]);
      assertCode(ending, 0);
    },
  },
];

async function echo(port: number, text: string): Promise<string> {
  const connection = await connected(port);
  return okBody(await connection.send(postHead("/echo", text.length) + text).next());
}
