// Cleans up, then ends by the signal itself: the custom in C, and of uvicorn and Puma.
import { createServer } from "node:http";
import process from "node:process";

let isStopping = false;

const server = createServer((request, response) => {
  const takesMs = request.url?.startsWith("/slow") ? 1_500 : 0;
  setTimeout(() => {
    if (isStopping) response.setHeader("Connection", "close");
    response.end("hello\n");
  }, takesMs);
});
server.listen(Number(process.env["PORT"]), "127.0.0.1");

for (const name of ["SIGTERM", "SIGINT"] as const) {
  // Only once: the next one is the system's to act on.
  process.once(name, () => {
    isStopping = true;
    server.close(() => {
      process.stdout.write("cleaned up\n", () => process.kill(process.pid, name));
    });
  });
}
