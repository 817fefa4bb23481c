// An echo on Node: `ws` speaks the protocol, and each socket is closed with 1001 at the end.
import process from "node:process";
import { upgradeWebSocket } from "@hono/node-server";
import { Hono } from "hono";
import { quiesce, type QuiesceEnv, websocket } from "quiesce/hono";
import { run } from "quiesce/node";
import { WebSocketServer } from "ws";

await run(async (life) => {
  const app = new Hono<QuiesceEnv>().use(quiesce(life));
  const echo = websocket(life, () => ({
    onMessage: ({ data }, ws) => typeof data === "string" && ws.send(data),
  }));
  app.get("/ws", upgradeWebSocket(echo));
  const { url } = await life.serve(app.fetch, {
    port: Number(process.env["PORT"] ?? 3000),
    websocket: { server: new WebSocketServer({ noServer: true }) },
  });
  console.log(`listening on ${url}`);
});
