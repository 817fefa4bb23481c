// Workers with a listener of each one's own on the same port, and a supervisor that replaces them.
import cluster from "node:cluster";
import { createServer } from "node:http";
import process from "node:process";

const WORKERS = 2;
const SIGNALS = ["SIGTERM", "SIGINT"] as const;

if (cluster.isPrimary) supervise();
else serve();

function supervise(): void {
  let isStopping = false;
  for (let worker = 0; worker < WORKERS; worker += 1) cluster.fork();
  cluster.on("exit", () => {
    if (!isStopping) cluster.fork();
  });
  for (const name of SIGNALS) {
    process.on(name, () => {
      isStopping = true;
      for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill("SIGTERM");
    });
  }
}

function serve(): void {
  const server = createServer((_request, response) => response.end("hello\n"));
  const port = Number(process.env["PORT"]);
  server.listen({ port, host: "127.0.0.1", reusePort: true, exclusive: true });
  // Ctrl-C is the supervisor's to pass on.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => server.close(() => process.exit()));
}
