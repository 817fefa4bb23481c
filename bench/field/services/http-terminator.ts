// Follows https://github.com/gajus/http-terminator#readme: `terminate()` instead of `close()`. It
// leaves signals, cleanup, delay, readiness and the exit to its user.
import { createServer } from "node:http";
import { loadPeer } from "../../peers/load-peer.ts";
import { closeDatabase } from "../database.ts";
import { addEcho } from "../echo.ts";
import { nodeHandler } from "../node-handler.ts";
import type { HttpTerminatorModule } from "../peer-modules.ts";
import { GRACE_MS, HOSTNAME, onStopSignal, PORT, sayListening, startUp } from "../settings.ts";

const { createHttpTerminator } = await loadPeer<HttpTerminatorModule>("http-terminator");

const server = createServer(nodeHandler);
addEcho(server);
await startUp();
server.listen(PORT, HOSTNAME, sayListening);
const terminator = createHttpTerminator({ server, gracefulTerminationTimeout: GRACE_MS });

onStopSignal(async () => {
  await terminator.terminate();
  closeDatabase();
});
