// quiesce on Node with Hono, as the README shows it.
import { upgradeWebSocket } from "@hono/node-server";
import { Hono } from "hono";
import { quiesce, type QuiesceEnv, websocket } from "quiesce/hono";
import { run } from "quiesce/node";
import { WebSocketServer } from "ws";
import { closeDatabase } from "../database.ts";
import { fetchHandler } from "../fetch-handler.ts";
import { DELAY_MS, GRACE_MS, HOSTNAME, PORT, sayListening, startUp } from "../settings.ts";

await run(async (life) => {
  life.use("database", {}, closeDatabase);
  await startUp(life.signal);
  const app = new Hono<QuiesceEnv>().use(quiesce(life, { probes: { ready: "/ready" } }));
  const echo = websocket(life, () => ({ onMessage: ({ data }, ws) => ws.send(data as string) }));
  app.get("/ws", upgradeWebSocket(echo));
  app.all("*", (c) => fetchHandler(c.req.raw));
  const sockets = new WebSocketServer({ noServer: true });
  await life.serve(app.fetch, { port: PORT, hostname: HOSTNAME, websocket: { server: sockets } });
  sayListening();
}, { graceMs: GRACE_MS, delayMs: DELAY_MS });
