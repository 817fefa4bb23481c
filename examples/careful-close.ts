// Ends well by hand, with node:http and nothing else: what `quiesce verify` asks for. Runs on Node.
import { createServer, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import process from "node:process";

const NOTICE_MS = 500; // for which each answer says Connection: close
const DEADLINE_MS = 8_000; // shorter than the platform's

const sockets: Set<Socket> = new Set();
const responses: Set<ServerResponse> = new Set();
let isEnding = false;

const server = createServer((request, response) => {
  responses.add(response);
  response.once("close", () => responses.delete(response));
  if (isEnding) response.setHeader("Connection", "close");
  const ms = request.url?.startsWith("/slow") ? 1_000 : 0;
  setTimeout(() => response.end("ok"), ms);
});
server.on("connection", (socket) => {
  sockets.add(socket);
  socket.once("close", () => sockets.delete(socket));
});

server.listen(Number(process.env["PORT"] ?? 3000));
process.on("SIGTERM", end);
process.on("SIGINT", end);

function end(): void {
  if (isEnding) return;
  isEnding = true;
  for (const response of responses) {
    if (!response.headersSent) response.setHeader("Connection", "close");
  }
  setTimeout(closeAll, NOTICE_MS);
  setTimeout(() => process.exit(1), DEADLINE_MS).unref();
}

function closeAll(): void {
  server.close();
  // Again and again: a connection becomes idle only once its request was answered.
  setInterval(endUnused, 50).unref();
}

function endUnused(): void {
  const used = new Set([...responses].map(({ socket }) => socket));
  for (const socket of sockets) if (!used.has(socket)) socket.destroy();
}
