import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { release } from "./connections.ts";
import { hasReached } from "./phase.ts";
import { hasFault } from "./settings.ts";

const GOING_AWAY = 1001;
const INTERNAL_ERROR = 1011;
/** For how long a client may take to answer the close frame. */
const ANSWER_MS = 700;
/** The head of a text frame of 100 bytes, of which only four follow. */
const TORN_FRAME = Buffer.from([0x81, 100, 116, 111, 114, 110]);

const server = new WebSocketServer({ noServer: true });

server.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
  socket.on("error", () => {});
});

/** Opens a WebSocket on `/ws`, for as long as new work is taken. */
export function upgrade(request: IncomingMessage, duplex: Duplex, head: Buffer): void {
  // SAFETY: it came from a listener of node:net.
  const socket = duplex as Socket;
  if (request.url !== "/ws") return refuse(socket, "404 Not Found");
  if (hasReached("lingering")) return refuse(socket, "503 Service Unavailable");
  release(socket);
  server.handleUpgrade(request, socket, head, (opened) => server.emit("connection", opened));
}

export function webSocketCount(): number {
  return server.clients.size;
}

/** Sends each a close frame, and waits for the answer of each, but not for long. */
export function closeWebSockets(): void {
  for (const socket of server.clients) closeWebSocket(socket);
}

export function destroyWebSockets(): void {
  for (const socket of server.clients) socket.terminate();
}

function closeWebSocket(socket: WebSocket): void {
  if (hasFault("holds-sockets")) return;
  if (hasFault("no-close-frame")) return socket.terminate();
  if (hasFault("tears-message")) return tear(socket);
  socket.close(hasFault("close-code") ? INTERNAL_ERROR : GOING_AWAY);
  setTimeout(() => socket.terminate(), ANSWER_MS);
}

function tear(socket: WebSocket & { readonly _socket?: Socket }): void {
  socket._socket?.end(TORN_FRAME);
  setTimeout(() => socket.terminate(), ANSWER_MS);
}

function refuse(socket: Socket, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}
