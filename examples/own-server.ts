// Brings a server of its own, as Express, Koa and Fastify do. Runs on Node.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import process from "node:process";
import { httpServer, run } from "quiesce/node";

// An Express application is a function of this form, and so is `app.callback()` of Koa.
function app(_request: IncomingMessage, response: ServerResponse): void {
  setTimeout(() => response.end("ok"), 300);
}

await run((life) => {
  life.use("database", {}, () => console.log("closed database"));
  const server = createServer(app);
  httpServer(life, server);
  server.listen(Number(process.env["PORT"] ?? 3000), () => console.log("listening"));
});
