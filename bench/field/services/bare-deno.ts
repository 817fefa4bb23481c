// Deno.serve alone. Follows https://docs.deno.com/examples/http_server_graceful_shutdown/: drain by
// `shutdown()`, exit with 1 when that takes too long, and remove the listeners to let the process
// end. It has no delay or readiness of its own.
import { closeDatabase } from "../database.ts";
import { fetchHandler } from "../fetch-handler.ts";
import { GRACE_MS, HOSTNAME, PORT, sayListening, startUp } from "../settings.ts";

await startUp();
const server = Deno.serve({ port: PORT, hostname: HOSTNAME, onListen: sayListening }, handle);
for (const signal of ["SIGTERM", "SIGINT"] as const) Deno.addSignalListener(signal, stop);

function handle(request: Request): Response | Promise<Response> {
  if (new URL(request.url).pathname !== "/ws") return fetchHandler(request);
  const { socket, response } = Deno.upgradeWebSocket(request);
  socket.addEventListener("message", ({ data }) => socket.send(data));
  return response;
}

let isStopping = false;

function stop(): void {
  if (isStopping) return;
  isStopping = true;
  void drain();
}

async function drain(): Promise<void> {
  const hardExit = setTimeout(() => Deno.exit(1), GRACE_MS);
  await server.shutdown();
  closeDatabase();
  clearTimeout(hardExit);
  for (const signal of ["SIGTERM", "SIGINT"] as const) Deno.removeSignalListener(signal, stop);
}
