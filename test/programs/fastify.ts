// Fastify brings its own server, and hooks of its own for what it has opened. Runs on Node.
import fastify from "fastify";
import { setTimeout as delay } from "node:timers/promises";
import process from "node:process";
import { httpServer, run } from "quiesce/node";

await run(async (life) => {
  life.use("database", {}, () => console.log("closed database"));
  const app = life.use("fastify", fastify(), (app) => app.close());
  app.addHook("onClose", () => console.log("closed fastify"));
  app.get("/", async () => {
    await delay(1_200);
    return "ok";
  });
  httpServer(life, app.server);
  await app.listen({ port: Number(process.env["PORT"] ?? 3_000) });
  console.log("listening");
});
