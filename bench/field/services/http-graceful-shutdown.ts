// Follows https://github.com/sebhildebrandt/http-graceful-shutdown#readme: called once the server
// listens, with `preShutdown`, during which requests are still served, as the delay. It leaves
// readiness to its user.
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { loadPeer } from "../../peers/load-peer.ts";
import { closeDatabase } from "../database.ts";
import { addEcho } from "../echo.ts";
import { nodeHandler } from "../node-handler.ts";
import type { HttpGracefulShutdownModule } from "../peer-modules.ts";
import { DELAY_MS, GRACE_MS, HOSTNAME, PORT, sayListening, startUp } from "../settings.ts";

const { default: gracefulShutdown } = await loadPeer<HttpGracefulShutdownModule>(
  "http-graceful-shutdown",
);

const server = createServer(nodeHandler);
addEcho(server);
await startUp();
server.listen(PORT, HOSTNAME, sayListening);
gracefulShutdown(server, {
  timeout: GRACE_MS,
  preShutdown: () => sleep(DELAY_MS),
  onShutdown: () => Promise.resolve(closeDatabase()),
});
