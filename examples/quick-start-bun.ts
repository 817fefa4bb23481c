import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { Hono } from "hono";
import { run } from "quiesce/bun";
import { quiesce, type QuiesceEnv } from "quiesce/hono";

const port = Number(process.env["PORT"] ?? 3000);

await run(async (life) => {
  const db = life.use("database", openDatabase(), (db) => db.close());
  const app = new Hono<QuiesceEnv>().use(quiesce(life));
  app.get("/orders/:id", async (c) => c.json(await db.order(c.req.param("id"), c.var.signal)));
  const { url } = await life.serve(app.fetch, { port });
  console.log(`listening on ${url}`);
});

/** Stands for your database. */
function openDatabase() {
  return {
    order: (id: string, signal: AbortSignal) => delay(20, { id }, { signal }),
    close: () => console.log("closed database"),
  };
}
