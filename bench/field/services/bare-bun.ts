// Bun.serve alone. Follows https://bun.com/docs/runtime/http/server#server-lifecycle: `stop()` waits
// for requests and connections in flight, `stop(true)` closes them. It has no delay, readiness or
// signals of its own.
import { closeDatabase } from "../database.ts";
import { fetchHandler } from "../fetch-handler.ts";
import { GRACE_MS, HOSTNAME, onStopSignal, PORT, sayListening, startUp } from "../settings.ts";

await startUp();
const server = Bun.serve({
  port: PORT,
  hostname: HOSTNAME,
  fetch(request, server) {
    const isSocket = new URL(request.url).pathname === "/ws" && server.upgrade(request);
    return isSocket ? undefined : fetchHandler(request);
  },
  websocket: { message: (socket, message) => void socket.send(message) },
});
sayListening();

onStopSignal(async () => {
  const cut = setTimeout(() => void server.stop(true), GRACE_MS);
  await server.stop();
  clearTimeout(cut);
  closeDatabase();
});
