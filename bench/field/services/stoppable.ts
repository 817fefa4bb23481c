// Follows https://github.com/hunterloftis/stoppable#readme: `stop()` with a grace period; its callback
// says whether all ended by itself, which makes the exit code. It leaves signals, cleanup, delay,
// readiness and the exit to its user.
import { createServer } from "node:http";
import process from "node:process";
import { loadPeer } from "../../peers/load-peer.ts";
import { closeDatabase } from "../database.ts";
import { addEcho } from "../echo.ts";
import { nodeHandler } from "../node-handler.ts";
import type { StoppableModule } from "../peer-modules.ts";
import { GRACE_MS, HOSTNAME, onStopSignal, PORT, sayListening, startUp } from "../settings.ts";

const { default: stoppable } = await loadPeer<StoppableModule>("stoppable");

const server = stoppable(createServer(nodeHandler), GRACE_MS);
addEcho(server);
await startUp();
server.listen(PORT, HOSTNAME, sayListening);

onStopSignal(() => {
  server.stop((_, gracefully) => {
    closeDatabase();
    process.exitCode = gracefully ? 0 : 1;
  });
});
