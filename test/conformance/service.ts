import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { Child, Ending } from "./child.ts";
import type { Connection, Exchange } from "./connection.ts";
import { connectedMany, fate, fetchOnce, get } from "./request.ts";
import type { Subject } from "./subject.ts";
import { poll } from "./wait.ts";

/** What a loaded machine may add to a time that is promised. */
export const MARGIN_MS = 1_500;

/** Starts the reference service, with its defaults unless `env` says otherwise. */
export function startService(subject: Subject, env: Record<string, string> = {}): Promise<Child> {
  return subject.start("service", { env, until: "listening" });
}

/** Opens kept connections that have each served a request and are idle now. */
export async function idleConnections(port: number, count: number): Promise<Connection[]> {
  const connections = await connectedMany(port, count);
  await Promise.all(connections.map((connection) => connection.send(get("/")).next()));
  return connections;
}

/** Sends one request on each of some kept connections, and leaves them in flight. */
export async function inFlight(
  port: number,
  count: number,
  path: string,
): Promise<Promise<Exchange>[]> {
  const connections = await idleConnections(port, count);
  const exchanges = connections.map((connection) => connection.send(get(path)).next());
  await delay(150);
  return exchanges;
}

/** Leaves requests in flight that never end by themselves. */
export async function hangingRequests(port: number, count: number): Promise<void> {
  void await inFlight(port, count, "/slow?ms=600000");
}

/** Waits until the service has taken notice of the signal. */
export async function untilNotReady(port: number): Promise<void> {
  await poll("readiness to turn red", async () => {
    return fate(await fetchOnce(port, "/ready")) === "answered" ? undefined : true;
  });
}

/** Waits until new requests are not served any more, and returns what the first of them got. */
export async function untilRefused(port: number): Promise<{ exchange: Exchange | undefined }> {
  return await poll("the gate to close", async () => {
    const exchange = await fetchOnce(port, "/");
    return fate(exchange) === "answered" ? undefined : { exchange };
  });
}

/** The time of the last cleanup by the program's own clock; asserts that it ran exactly once. */
export function cleanupMs(ending: Ending): number {
  const lines = ending.lines.filter((line) => line.startsWith("cleanup:db"));
  assert.equal(lines.length, 1, `Expected one cleanup, got ${lines.length}\n${ending.stderr}`);
  return Number(lines[0]?.split("t=")[1]);
}

/** Asserts an exit by the program's own choice, with this code. */
export function assertCode(ending: Ending, code: number): void {
  const seen = `${ending.stdout.slice(-2_000)}\n${ending.stderr}`;
  assert.deepEqual({ code: ending.code, signal: ending.signal }, { code, signal: null }, seen);
}

/** Asserts that the time from signal to exit is within a promise, by a generous margin. */
export function assertWithin(ending: Ending, promisedMs: number): void {
  const took = `the exit took ${Math.round(ending.tookMs)} ms, promised were ${promisedMs} ms`;
  assert.ok(ending.tookMs <= promisedMs + MARGIN_MS, `${took}\n${ending.stderr}`);
}

/** Asserts that nothing on standard error looks like a crash. */
export function assertNoTrace(ending: Ending): void {
  assert.doesNotMatch(ending.stderr, /^\s+at .+:\d+/m);
}
