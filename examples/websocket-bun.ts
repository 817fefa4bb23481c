// An echo on Bun: each socket is closed with 1001 at the end.
import process from "node:process";
import { Hono } from "hono";
import { upgradeWebSocket, websocket as sockets } from "hono/bun";
import { run } from "quiesce/bun";
import { quiesce, type QuiesceEnv, websocket } from "quiesce/hono";

await run(async (life) => {
  const app = new Hono<QuiesceEnv>().use(quiesce(life));
  const echo = websocket(life, () => ({
    onMessage: ({ data }, ws) => typeof data === "string" && ws.send(data),
  }));
  app.get("/ws", upgradeWebSocket(echo));
  const { url } = await life.serve(app.fetch, {
    port: Number(process.env["PORT"] ?? 3000),
    websocket: sockets,
  });
  console.log(`listening on ${url}`);
});
