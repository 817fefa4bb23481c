import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { answer } from "./answer.ts";
import { awakeMs, pause, until } from "./awake.ts";
import { endChild } from "./child.ts";
import {
  connectionCount,
  destroyConnections,
  endIdle,
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
import { DELAY_MS, GRACE_MS } from "./settings.ts";
import { closeWebSockets, destroyWebSockets, webSocketCount } from "./web-sockets.ts";
import { say, sayBye } from "./words.ts";

/** For how long answers on open connections still say that they close, before idle ones are ended. */
const LINGER_MS = 300;
/** For how long what was cut may leave. */
const CUT_MS = 200;

let hasBegun = false;

/** Ends everything in order, and then the process. Only the first call counts. */
export async function shutDown(options: { readonly delayMs?: number } = {}): Promise<void> {
  if (hasBegun) return;
  hasBegun = true;
  const endMs = awakeMs() + GRACE_MS;
  say("shutting down");
  if (isStarting()) return await leave();
  await announce(options.delayMs ?? DELAY_MS);
  await drain();
  if (!(await until(isQuiet, endMs - awakeMs()))) await cutRest();
  await leave();
}

async function announce(delayMs: number): Promise<void> {
  enter("announcing");
  announceGoAway();
  await pause(delayMs);
}

async function drain(): Promise<void> {
  await stopListening();
  enter("lingering");
  endEvents();
  closeWebSockets();
  await pause(LINGER_MS);
  enter("draining");
  closeSessions();
  endIdle();
}

function isQuiet(): boolean {
  return connectionCount() + sessionCount() + webSocketCount() === 0;
}

/** What never ends is told so where it can be told, and cut. */
async function cutRest(): Promise<void> {
  const rest = [...unansweredResponses(), ...unansweredStreams()];
  if (rest.length > 0 || webSocketCount() > 0) process.exitCode ||= 1;
  for (const response of rest) {
    if (response.headersSent) response.destroy();
    else answer(response, 503, "out of time");
  }
  await delay(CUT_MS);
  destroyConnections();
  destroySessions();
  destroyWebSockets();
}

async function leave(): Promise<void> {
  await cleanUp();
  process.exit();
}

async function cleanUp(): Promise<void> {
  disconnect();
  await endChild();
  say("cleaned up");
  await sayBye();
}
