// Follows https://github.com/godaddy/terminus#readme: made before the server listens, with a health
// check as readiness, `beforeShutdown` as the delay that it advises for Kubernetes, and `useExit0`.
// `timeout` is for the connections only.
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { loadPeer } from "../../peers/load-peer.ts";
import { closeDatabase } from "../database.ts";
import { addEcho } from "../echo.ts";
import { nodeHandler } from "../node-handler.ts";
import type { TerminusModule } from "../peer-modules.ts";
import { DELAY_MS, GRACE_MS, HOSTNAME, PORT, sayListening, startUp } from "../settings.ts";

const { createTerminus } = await loadPeer<TerminusModule>("@godaddy/terminus");

const server = createServer(nodeHandler);
addEcho(server);
createTerminus(server, {
  signals: ["SIGTERM", "SIGINT"],
  timeout: GRACE_MS,
  useExit0: true,
  healthChecks: { "/ready": () => Promise.resolve() },
  beforeShutdown: () => sleep(DELAY_MS),
  onSignal: () => Promise.resolve(closeDatabase()),
});
await startUp();
server.listen(PORT, HOSTNAME, sayListening);
