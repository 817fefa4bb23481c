import { createServer, type ServerHttp2Session } from "node:http2";
import type { Socket } from "node:net";
import type { Response } from "./answer.ts";
import { pause, until } from "./awake.ts";
import { handle } from "./routes.ts";
import { GRACE_MS, hasFault } from "./settings.ts";

const NO_ERROR = 0;
const INTERNAL = 2;
/** Until what was said last has left. */
const SENT_MS = 50;

const sessions: Set<ServerHttp2Session> = new Set();
const responses: Set<Response> = new Set();

const server = createServer((request, response) => {
  responses.add(response);
  response.once("close", () => responses.delete(response));
  void handle(request, response);
});
server.on("session", (session) => {
  sessions.add(session);
  session.on("error", () => {});
  session.once("close", () => sessions.delete(session));
});

const sockets: Set<Socket> = new Set();

/** Speaks HTTP/2 on a connection whose client has begun with it. */
export function speakHttp2(socket: Socket): void {
  sockets.add(socket);
  server.emit("connection", socket);
}

export function sessionCount(): number {
  return sessions.size;
}

/** What waits for an answer on all sessions. */
export function unansweredStreams(): readonly Response[] {
  return [...responses];
}

/**
 * Says nothing until the drain, and serves what is on its way: once Node has sent a GOAWAY, even one
 * that names no last stream, it takes no stream any more.
 */
export function announceGoAway(): void {
  if (!hasFault("goaway-too-low")) return;
  for (const session of sessions) session.goaway(NO_ERROR, 1);
}

/** Names the last stream that is served, and ends each session after it. */
export function closeSessions(): void {
  if (hasFault("no-goaway") || hasFault("goaway-code")) return void endSockets();
  if (hasFault("destroys-sessions")) return destroySessions();
  for (const session of sessions) session.close();
}

async function endSockets(): Promise<void> {
  await until(() => responses.size === 0, GRACE_MS);
  if (hasFault("goaway-code")) { for (const session of sessions) session.goaway(INTERNAL); }
  await pause(SENT_MS);
  for (const socket of sockets) socket.destroy();
}

export function destroySessions(): void {
  for (const session of sessions) session.destroy();
}
