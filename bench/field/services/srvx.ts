// Follows https://srvx.h3.dev/guide/options: graceful shutdown is built in, with a timeout in seconds.
// It has no cleanup, delay, readiness or WebSockets, and leaves the exit to its user.
import { loadPeer } from "../../peers/load-peer.ts";
import { fetchHandler } from "../fetch-handler.ts";
import type { SrvxModule } from "../peer-modules.ts";
import { GRACE_MS, HOSTNAME, PORT, sayListening, startUp } from "../settings.ts";

const { serve } = await loadPeer<SrvxModule>("srvx");

await startUp();
const server = serve({
  fetch: fetchHandler,
  port: PORT,
  hostname: HOSTNAME,
  gracefulShutdown: { gracefulTimeout: GRACE_MS / 1_000 },
});
await server.ready();
sayListening();
