// Follows https://hono.dev/docs/getting-started/nodejs: on a signal `server.close()`, and exit when it
// calls back. It has no deadline, delay or readiness of its own.
import process from "node:process";
import { serve, upgradeWebSocket, type WebSocketServerLike } from "@hono/node-server";
import { Hono } from "hono";
import { WebSocketServer } from "ws";
import { closeDatabase } from "../database.ts";
import { fetchHandler } from "../fetch-handler.ts";
import { HOSTNAME, onStopSignal, PORT, sayListening, startUp } from "../settings.ts";

const app = new Hono();
app.get("/ws", upgradeWebSocket(() => ({ onMessage: ({ data }, ws) => ws.send(data as string) })));
app.all("*", (c) => fetchHandler(c.req.raw));

await startUp();
// SAFETY: its type wants `noServer` to be there, as it is here.
const sockets = new WebSocketServer({ noServer: true }) as unknown as WebSocketServerLike;
const server = serve({
  fetch: app.fetch,
  port: PORT,
  hostname: HOSTNAME,
  websocket: { server: sockets },
}, sayListening);

onStopSignal(() => {
  server.close((error) => {
    if (error) {
      console.error(error);
      process.exit(1);
    }
    closeDatabase();
    process.exit(0);
  });
});
