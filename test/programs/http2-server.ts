// Brings its own server of node:http2, without encryption. Runs on Node.
import { createServer } from "node:http2";
import process from "node:process";
import { httpServer, run } from "quiesce/node";

await run((life) => {
  life.use("database", {}, () => console.log("closed database"));
  const server = createServer((_request, response) => {
    setTimeout(() => response.end("ok"), 1_200);
  });
  httpServer(life, server);
  server.listen(Number(process.env["PORT"] ?? 3_000), () => console.log("listening"));
});
