import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { Connection } from "./connection.ts";
import type { Case } from "./mod.ts";
import {
  answerOf,
  connected,
  connectedMany,
  fate,
  fetchOnce,
  get,
  okBody,
  postHead,
  saysClose,
} from "./request.ts";
import {
  assertCode,
  assertWithin,
  idleConnections,
  inFlight,
  startService,
  untilNotReady,
  untilRefused,
} from "./service.ts";
import { EARLY_MS, nowMs } from "./wait.ts";

/** No accepted request is lost, and none is refused too early. */
export const loss: readonly Case[] = [
  {
    id: "LOSS-2",
    promise: "slow requests in flight are all answered, and late ones are refused, not dropped",
    async run(subject) {
      const child = await startService(subject);
      const exchanges = await inFlight(child.port, 20, "/slow?ms=1200");

      child.signal("SIGTERM");
      const late = await fatesUntilRefused(child.port);

      for (const exchange of exchanges) okBody(await exchange);
      const ending = await child.end();
      assert.deepEqual(late.filter((one) => one !== "answered"), ["refused"]);
      assertCode(ending, 0);
      assertWithin(ending, 2_500);
    },
  },
  {
    id: "LOSS-3",
    promise: "streams in flight reach their end",
    async run(subject) {
      const child = await startService(subject);
      const exchanges = await inFlight(child.port, 5, "/stream?ms=1500");

      child.signal("SIGTERM");

      for (const exchange of exchanges) assert.match(okBody(await exchange), /END\s*$/);
      const ending = await child.end();
      assertCode(ending, 0);
      assertWithin(ending, 2_500);
    },
  },
  {
    id: "LOSS-4",
    promise: "uploads that are still being sent arrive in full and are answered",
    async run(subject) {
      const child = await startService(subject);
      const connections = await connectedMany(child.port, 10);
      const uploads = connections.map((one, index) => upload(one, index % 2 === 0));
      await delay(500);

      child.signal("SIGTERM");

      for (const echoed of await Promise.all(uploads)) assert.equal(echoed, PARTS.join(""));
      const ending = await child.end();
      assertCode(ending, 0);
      assertWithin(ending, 2_500);
    },
  },
  {
    id: "LOSS-5",
    promise: "a request is answered although the process was stopped and continued in mid-drain",
    async run(subject) {
      const child = await startService(subject);
      const exchanges = await inFlight(child.port, 5, "/slow?ms=1200");

      child.signal("SIGTERM");
      await delay(200);
      child.signal("SIGSTOP");
      await delay(1_000);
      child.signal("SIGCONT");

      for (const exchange of exchanges) okBody(await exchange);
      const ending = await child.end();
      assertCode(ending, 0);
      assertWithin(ending, 2_500);
    },
  },
  {
    id: "LOSS-6",
    promise: "a pipelined request behind one in flight is answered or refused, never dropped",
    async run(subject) {
      const child = await startService(subject);
      const connections = await idleConnections(child.port, 5);
      for (const one of connections) one.send(get("/slow?ms=800") + get("/"));
      await delay(200);

      child.signal("SIGTERM");

      for (const one of connections) {
        okBody(await one.next());
        answerOf(await one.next());
      }
      assertCode(await child.end(), 0);
    },
  },
  {
    id: "LOSS-7",
    promise: "readiness turns red at once, while requests are served for the whole delay",
    async run(subject) {
      const child = await startService(subject, { PREDRAIN_MS: "1500" });

      const sentMs = child.signal("SIGTERM");
      await untilNotReady(child.port);
      const late = await fatesUntilRefused(child.port);
      const servedMs = nowMs() - sentMs;

      assert.ok(late.includes("answered"), `no request was served, got ${late.join()}`);
      assert.deepEqual(late.filter((one) => one !== "answered"), ["refused"]);
      assert.ok(servedMs >= 1_500 - EARLY_MS, `requests were served for ${servedMs} ms of 1500 ms`);
      assertCode(await child.end(), 0);
    },
  },
  {
    id: "LOSS-8",
    promise: "while it is announced, each response says Connection: close, on kept connections too",
    async run(subject) {
      const child = await startService(subject, { PREDRAIN_MS: "1500" });
      const [kept] = await idleConnections(child.port, 1);

      child.signal("SIGTERM");
      await untilNotReady(child.port);
      const answers = [await kept?.send(get("/")).next(), await fetchOnce(child.port, "/")];

      for (const answer of answers) {
        assert.equal(okBody(answer), "ok");
        assert.ok(saysClose(answer), "the response does not say Connection: close");
      }
      assertCode(await child.end(), 0);
    },
  },
  {
    id: "LOSS-9",
    promise:
      "after the gate a request gets 503, Retry-After and Connection: close, or no connection",
    async run(subject) {
      const child = await startService(subject);
      const [kept] = await idleConnections(child.port, 1);
      const [slow] = await inFlight(child.port, 1, "/slow?ms=2500");

      child.signal("SIGTERM");
      const late = await untilRefused(child.port);
      const again = kept?.isOpen ? await kept.send(get("/")).next() : undefined;

      for (const exchange of [late.exchange, again]) assertRefusal(exchange);
      okBody(await slow);
      assertCode(await child.end(), 0);
    },
  },
  {
    id: "LOSS-10",
    promise: "a large response is delivered in full to a client that reads slowly",
    async run(subject) {
      const child = await startService(subject);
      const body = "x".repeat(LARGE_BYTES);
      const connection = await connected(child.port);
      connection.send(postHead("/echo", LARGE_BYTES)).send(body);
      await connection.received((rest) => rest.length > 0);
      connection.pause();

      child.signal("SIGTERM");
      await delay(1_200);
      connection.resume();

      assert.equal(okBody(await connection.next()).length, LARGE_BYTES);
      assertCode(await child.end(), 0);
    },
  },
  {
    id: "LOSS-11",
    promise: "a request that is sent on an idle connection right after the signal is served",
    async run(subject) {
      const child = await startService(subject);
      const connections = await idleConnections(child.port, 20);

      child.signal("SIGTERM");
      const exchanges = connections.map((one) => one.send(get("/slow?ms=300")).next());

      for (const exchange of exchanges) okBody(await exchange);
      assertCode(await child.end(), 0);
    },
  },
  {
    id: "LOSS-12",
    promise: "a hook that announces the end can still call the server itself",
    async run(subject) {
      const child = await subject.start("self-call");

      child.signal("SIGTERM");
      const ending = await child.end();

      assert.deepEqual(ending.lines, ["ready", "farewell 200 still here", "closed database"]);
      assertCode(ending, 0);
    },
  },
];

const PARTS: readonly string[] = Array.from(
  { length: 20 },
  (_, index) => `${index}-`.padEnd(200, "u"),
);

/** More than the kernel's buffers of both sides hold together. */
const LARGE_BYTES = 16 * 1024 * 1024;

async function fatesUntilRefused(port: number): Promise<string[]> {
  const fates: string[] = [];
  while (fates.at(-1) !== "refused") {
    fates.push(fate(await fetchOnce(port, "/")));
    await delay(25);
  }
  return fates;
}

async function upload(connection: Connection, isChunked: boolean): Promise<string> {
  const length = PARTS.join("").length;
  connection.send(isChunked ? postHead("/echo") : postHead("/echo", length));
  for (const part of PARTS) {
    connection.send(isChunked ? `${part.length.toString(16)}\r\n${part}\r\n` : part);
    await delay(75);
  }
  if (isChunked) connection.send("0\r\n\r\n");
  return okBody(await connection.next());
}

function assertRefusal(exchange: Awaited<ReturnType<Connection["next"]>> | undefined): void {
  // No connection, or one that was ended before the request was sent, is a refusal too.
  if (!exchange || fate(exchange) === "raced") return;
  const response = answerOf(exchange);
  assert.equal(response.status, 503);
  assert.match(response.headers.get("retry-after") ?? "", /^\d+$/);
  assert.ok(saysClose(exchange), "the refusal does not say Connection: close");
}
