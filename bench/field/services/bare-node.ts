// node:http alone. Follows https://nodejs.org/api/http.html: `server.close()` stops taking
// connections, closes idle ones and calls back when the rest have ended; `closeAllConnections()`
// is there for those that do not end. It has no cleanup, delay, readiness or signals of its own.
import { createServer } from "node:http";
import { closeDatabase } from "../database.ts";
import { addEcho } from "../echo.ts";
import { nodeHandler } from "../node-handler.ts";
import { GRACE_MS, HOSTNAME, onStopSignal, PORT, sayListening, startUp } from "../settings.ts";

const server = createServer(nodeHandler);
addEcho(server);
await startUp();
server.listen(PORT, HOSTNAME, sayListening);

onStopSignal(() => {
  server.close(closeDatabase);
  setTimeout(() => server.closeAllConnections(), GRACE_MS).unref();
});
