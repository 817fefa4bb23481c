// One of some instances behind a balancer: it asks its dependency, and says which one it is.
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { Hono } from "hono";
import { quiesce, type QuiesceEnv } from "quiesce/hono";
import { run } from "./door.ts";

const { PORT = "3000", DELAY_MS = "0", LINGER_MS = "0" } = process.env;

await run(async (life) => {
  const checks = { database: (signal: AbortSignal) => delay(5, undefined, { signal }) };
  const app = new Hono<QuiesceEnv>().use(quiesce(life, { probes: { checks } }));
  app.get("/", (c) => c.text(`${process.pid} 0`));
  app.get("/slow", async (c) => {
    await delay(60);
    return c.text(`${process.pid} 0`);
  });
  app.post("/", async (c) => c.text(`${process.pid} ${(await c.req.text()).length}`));
  // It serves on for exactly the delay, which is what is shown.
  const options = { port: Number(PORT), hostname: "127.0.0.1", lingerMs: Number(LINGER_MS) };
  await life.serve(app.fetch, options);
  console.log("listening");
}, { graceMs: 10_000, delayMs: Number(DELAY_MS) });
