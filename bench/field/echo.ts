import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";

/** Adds `/ws` to a server of `node:http`: every message comes back. */
export function addEcho(server: Server): void {
  new WebSocketServer({ server, path: "/ws" }).on("connection", echo);
}

/** Sends back what comes in. */
export function echo(socket: WebSocket): void {
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
}
