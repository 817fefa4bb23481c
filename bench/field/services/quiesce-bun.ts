// quiesce on Bun with Hono, as the README shows it.
import { Hono } from "hono";
import { upgradeWebSocket, websocket as sockets } from "hono/bun";
import { run } from "quiesce/bun";
import { quiesce, type QuiesceEnv, websocket } from "quiesce/hono";
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
  await life.serve(app.fetch, { port: PORT, hostname: HOSTNAME, websocket: sockets });
  sayListening();
}, { graceMs: GRACE_MS, delayMs: DELAY_MS });
