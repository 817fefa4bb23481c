// An echo on Deno: each socket is closed with 1001 at the end.
import { Hono } from "hono";
import { upgradeWebSocket } from "hono/deno";
import { run } from "quiesce/deno";
import { quiesce, type QuiesceEnv, websocket } from "quiesce/hono";

await run(async (life) => {
  const app = new Hono<QuiesceEnv>().use(quiesce(life));
  const echo = websocket(life, () => ({
    onMessage: ({ data }, ws) => typeof data === "string" && ws.send(data),
  }));
  app.get("/ws", upgradeWebSocket(echo));
  const { url } = await life.serve(app.fetch, { port: Number(Deno.env.get("PORT") ?? 3000) });
  console.log(`listening on ${url}`);
});
