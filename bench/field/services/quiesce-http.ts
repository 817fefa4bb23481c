// quiesce around a plain server of node:http, as the README shows it for Express and its like.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { httpServer, run } from "quiesce/node";
import { closeDatabase } from "../database.ts";
import { addEcho } from "../echo.ts";
import { nodeHandler } from "../node-handler.ts";
import { DELAY_MS, GRACE_MS, HOSTNAME, PORT, sayListening, startUp } from "../settings.ts";

await run(async (life) => {
  life.use("database", {}, closeDatabase);
  await startUp(life.signal);
  const server = createServer(function handle(request: IncomingMessage, response: ServerResponse) {
    if (request.url !== "/ready") return nodeHandler(request, response);
    response.writeHead(life.health.ready ? 200 : 503).end();
  });
  addEcho(server);
  httpServer(life, server);
  server.listen(PORT, HOSTNAME, sayListening);
}, { graceMs: GRACE_MS, delayMs: DELAY_MS });
