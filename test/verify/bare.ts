// How most services begin to end: with one line. BARE says which; both leave out nearly everything.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";

const PARTS = 10;
const { BARE, PORT } = process.env;

const server = createServer((request, response) => void respond(request, response));
server.listen(Number(PORT), "127.0.0.1");
process.on("SIGTERM", () => {
  if (BARE === "exit") process.exit(0);
  server.close();
});

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const ms = Number(searchParams.get("ms"));
  if (pathname === "/hang") return;
  if (pathname === "/sse") response.writeHead(200, { "Content-Type": "text/event-stream" });
  if (pathname === "/sse") return void setInterval(() => response.write("data: 1\n\n"), 100);
  if (pathname === "/upload") { for await (const _ of request); }
  if (pathname === "/slow") await delay(ms);
  for (let part = 0; pathname === "/stream" && part < PARTS; part += 1) {
    response.write(`part ${part}\n`);
    await delay(ms / PARTS);
  }
  response.end("ok");
}
