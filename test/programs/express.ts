// Express brings its own server; its handlers are not touched. Runs on Node.
import express from "express";
import { createServer } from "node:http";
import process from "node:process";
import { httpServer, run } from "quiesce/node";

await run((life) => {
  life.use("database", {}, () => console.log("closed database"));
  const app = express();
  app.get("/", (_request, response) => void setTimeout(() => response.send("ok"), 1_200));
  const server = createServer(app);
  httpServer(life, server);
  server.listen(Number(process.env["PORT"] ?? 3_000), () => console.log("listening"));
});
