import type { ServerResponse } from "node:http";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { answer } from "./answer.ts";
import { awakeMs, pause, until } from "./awake.ts";
import { endChild } from "./child.ts";
import {
  connectionCount,
  destroyConnections,
  endIdle,
  resetUnanswered,
  unansweredResponses,
} from "./connections.ts";
import { endEvents } from "./events.ts";
import {
  announceGoAway,
  closeSessions,
  destroySessions,
  sessionCount,
  unansweredStreams,
} from "./http2.ts";
import { stopListening } from "./listener.ts";
import { enter, isStarting } from "./phase.ts";
import { disconnect } from "./query.ts";
import { DELAY_MS, GRACE_MS, hasFault } from "./settings.ts";
import { closeWebSockets, destroyWebSockets, webSocketCount } from "./web-sockets.ts";
import { say, sayBye, sayReport } from "./words.ts";

/** For how long answers on open connections still say that they close, before idle ones are ended. */
const LINGER_MS = 300;
/** For how long what was cut may leave. */
const CUT_MS = 200;
const SERVES_ON_MS = 5_000;
const BURN_MS = 2_000;

/** How many shutdowns run: one, without a fault. */
let running = 0;

/** Ends everything in order, and then the process. Only the first call counts. */
export async function shutDown(options: { readonly delayMs?: number } = {}): Promise<void> {
  if (running > 0 && !hasFault("cleans-twice")) return;
  running += 1;
  const endMs = awakeMs() + GRACE_MS;
  say("shutting down");
  if (hasFault("listens-anyway")) await until(() => !isStarting(), GRACE_MS);
  if (isStarting()) return await leaveStart();
  await announce(options.delayMs ?? DELAY_MS);
  await drain();
  if (!(await until(isQuiet, leftMs(endMs)))) await cutRest();
  await leave();
}

function leftMs(endMs: number): number {
  if (hasFault("drain-too-short")) return 0;
  return hasFault("no-deadline") ? Infinity : endMs - awakeMs();
}

async function leaveStart(): Promise<void> {
  // From now on nothing starts to listen, however long the cleanup takes.
  enter("draining");
  if (hasFault("start-trace")) process.stderr.write(`${new Error("stopped").stack}\n`);
  if (hasFault("start-exits-1")) process.exitCode = 1;
  if (hasFault("start-ends-late")) await pause(Infinity);
  await leave();
}

async function announce(delayMs: number): Promise<void> {
  enter("announcing");
  announceGoAway();
  if (hasFault("cuts-in-flight")) destroyConnections();
  if (hasFault("resets-what-it-read")) resetUnanswered();
  if (hasFault("refuses-during-delay")) await stopListening();
  await pause(hasFault("serves-on") ? delayMs + SERVES_ON_MS : delayMs);
}

async function drain(): Promise<void> {
  await stopListening();
  enter("lingering");
  endEvents();
  closeWebSockets();
  await pause(LINGER_MS);
  enter("draining");
  closeSessions();
  if (hasFault("destroys-sockets")) destroyConnections();
  for (const response of unansweredResponses()) if (isDestroyed(response)) response.destroy();
  endIdle();
}

function isDestroyed({ headersSent, req }: ServerResponse): boolean {
  return hasFault("cuts-streams") && headersSent || hasFault("destroys-bodies") && !req.complete;
}

function isQuiet(): boolean {
  return connectionCount() + sessionCount() + webSocketCount() === 0;
}

/** What never ends is told so where it can be told, and cut. */
async function cutRest(): Promise<void> {
  const rest = [...unansweredResponses(), ...unansweredStreams()];
  if (rest.length > 0 || webSocketCount() > 0) process.exitCode ??= 1;
  for (const response of rest) {
    if (response.headersSent || hasFault("cuts-quietly")) response.destroy();
    else answer(response, 503, "out of time");
  }
  await delay(CUT_MS);
  destroyConnections();
  destroySessions();
  destroyWebSockets();
  if (hasFault("skips-cleanup")) process.exit();
}

async function leave(): Promise<void> {
  await cleanUp();
  running -= 1;
  if (running > 0) return;
  if (hasFault("burns")) burn();
  if (hasFault("cuts-quietly")) process.exitCode = 0;
  if (hasFault("exits-1")) process.exitCode = 1;
  if (hasFault("forgotten-timer")) return void setInterval(() => {}, 1_000);
  process.exit();
}

function burn(): void {
  const beforeMs = processorMs();
  while (processorMs() - beforeMs < BURN_MS);
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

async function cleanUp(): Promise<void> {
  disconnect();
  await endChild();
  sayReport();
  say("cleaned up");
  await sayBye();
}
