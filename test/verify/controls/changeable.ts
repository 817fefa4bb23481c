// Has an answer for each path, says something else each time, and ends in other words each time.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";

let isStopping = false;

const server = createServer((request, response) => void answer(request, response));

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const startMs = performance.now();
  if (request.url?.startsWith("/slow")) await delay(1_000);
  const seconds = (performance.now() - startMs) / 1_000;
  if (isStopping) response.setHeader("Connection", "close");
  response.end(JSON.stringify({ path: request.url, seconds }));
}

server.listen(Number(process.env["PORT"]), "127.0.0.1");

for (const name of ["SIGTERM", "SIGINT"] as const) {
  process.on(name, () => {
    if (isStopping) return;
    isStopping = true;
    server.close(() => {
      console.log(JSON.stringify({ message: "stopped", id: Math.random().toString(36).slice(2) }));
    });
    setInterval(() => server.closeIdleConnections(), 20).unref();
  });
}
