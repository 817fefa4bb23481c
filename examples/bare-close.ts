// Ends as most services do, to try `quiesce verify` on: it only stops to listen. Runs on Node.
import { createServer } from "node:http";
import process from "node:process";

const server = createServer((request, response) => {
  const ms = request.url?.startsWith("/slow") ? 1_000 : 0;
  setTimeout(() => response.end("ok"), ms);
});

server.listen(Number(process.env["PORT"] ?? 3000));
process.on("SIGTERM", () => server.close());
