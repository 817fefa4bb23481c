// A Hono application under the server that its runtime's own documentation names, not under ours.
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { Hono } from "hono";
import { quiesce, type QuiesceEnv } from "quiesce/hono";
import { run } from "./door.ts";

const port = Number(process.env["PORT"] ?? 3000);

await run(async (life) => {
  const app = new Hono<QuiesceEnv>().use(quiesce(life));
  app.use(async (c, next) => {
    await next();
    c.res.headers.set("X-Length", String((await c.res.clone().text()).length));
  });
  app.get("/", (c) => c.text("ok"));
  app.get("/in-flight", (c) => c.json(life.gate.leases().map(({ name }) => name)));
  app.get("/defer", (c) => {
    c.var.scope.defer(() => console.log(`deferred, ${c.var.signal.aborted ? "aborted" : "calm"}`));
    return c.text("ok");
  });
  app.get("/hang", async (c) => {
    // Longer than a request goes unwatched.
    await delay(100);
    console.log("hangs");
    await delay(600_000, undefined, { signal: c.var.signal }).catch(() => {});
    console.log(`hung up by ${c.var.signal.reason.kind}`);
    return c.text("nobody reads this");
  });
  life.onDrain("server", await listen(app));
  console.log("listening");
}, { graceMs: 6_000, delayMs: 1_000 });

/** Serves by what the runtime has, and returns what ends that. */
async function listen({ fetch }: Hono<QuiesceEnv>): Promise<() => unknown> {
  if ("Deno" in globalThis) {
    const server = Deno.serve({ port, onListen() {} }, fetch);
    return () => server.shutdown();
  }
  if ("Bun" in globalThis) {
    const server = Bun.serve({ port, fetch });
    return () => server.stop();
  }
  const { serve } = await import("@hono/node-server");
  const server = serve({ fetch, port });
  return () => server.close();
}
