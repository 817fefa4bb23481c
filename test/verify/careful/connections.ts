import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { hasReached } from "./phase.ts";
import { hasFault } from "./settings.ts";

/** For how long a client may take to end its side. */
const HALF_OPEN_MS = 300;
/** Less than the 5 s for which Node keeps an idle connection. */
const LATE_MS = 3_500;

/** What is unanswered on each connection that speaks HTTP/1, or has not said yet what it speaks. */
const unanswered: Map<Socket, Set<ServerResponse>> = new Map();
/** On which there was a request. */
const served: WeakSet<Socket> = new WeakSet();
/** On which there was an answer in the shutdown. */
const answeredLate: WeakSet<Socket> = new WeakSet();

/** Keeps a connection in mind for as long as it is open. */
export function track(socket: Socket): void {
  unanswered.set(socket, new Set());
  socket.once("close", () => unanswered.delete(socket));
  socket.on("error", () => {});
}

/** Leaves a connection to who speaks another protocol on it. */
export function release(socket: Socket): void {
  unanswered.delete(socket);
}

/** Keeps in mind that a request waits for its answer. */
export function expectAnswer(socket: Socket, response: ServerResponse): void {
  served.add(socket);
  unanswered.get(socket)?.add(response);
  response.once("close", () => {
    unanswered.get(socket)?.delete(response);
    if (hasReached("announcing")) answeredLate.add(socket);
    if (hasFault("drops-second") && hasReached("announcing")) socket.destroySoon();
    if (hasReached("draining") && isToEnd(socket)) endAfterAnswer(socket);
  });
}

/** Whether no other request waits on the connection: only then may an answer say that it closes. */
export function isLastOn(socket: Socket): boolean {
  return (unanswered.get(socket)?.size ?? 0) <= 1;
}

export function connectionCount(): number {
  return unanswered.size;
}

/** Ends each connection on which nothing is unanswered, also the silent ones. */
export function endIdle(): void {
  for (const socket of unanswered.keys()) {
    if (isToEnd(socket)) socket.destroy();
  }
}

export function destroyConnections(): void {
  for (const socket of unanswered.keys()) socket.destroy();
}

/** Not by an end, but by what a client takes for a server that never read what it sent. */
export function resetUnanswered(): void {
  for (const [socket, { size }] of unanswered) if (size > 0) socket.resetAndDestroy();
}

/** All that waits for an answer, on all connections. */
export function unansweredResponses(): readonly ServerResponse[] {
  return [...unanswered.values()].flatMap((responses) => [...responses]);
}

function isToEnd(socket: Socket): boolean {
  if (unanswered.get(socket)?.size !== 0 || isLeftOpen(socket)) return false;
  if (hasFault("ends-idle-late")) setTimeout(() => socket.destroy(), LATE_MS);
  return !hasFault("ends-idle-late");
}

/** A reset could overtake the answer, and comes when bytes do to a socket that is closed. */
function endAfterAnswer(socket: Socket): void {
  socket.end();
  setTimeout(() => socket.destroy(), HALF_OPEN_MS);
}

function isLeftOpen(socket: Socket): boolean {
  if (hasFault("waits-for-silent")) return socket.bytesRead === 0;
  if (hasFault("waits-for-half-heads")) return socket.bytesRead > 0 && !served.has(socket);
  if (hasFault("serves-forever")) return served.has(socket);
  if (hasFault("waits-for-idle")) return served.has(socket) && !answeredLate.has(socket);
  return hasFault("keeps-after-answer") && answeredLate.has(socket);
}
