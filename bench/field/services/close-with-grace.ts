// Follows https://github.com/mcollina/close-with-grace#readme: installed before the server listens,
// with one function that closes all. It owns signals, uncaught errors and the exit, and leaves the
// drain to what it is given, here `server.close()`; delay and readiness are left to the user.
import { createServer } from "node:http";
import { loadPeer } from "../../peers/load-peer.ts";
import { closeDatabase } from "../database.ts";
import { addEcho } from "../echo.ts";
import { nodeHandler } from "../node-handler.ts";
import type { CloseWithGraceModule } from "../peer-modules.ts";
import { GRACE_MS, HOSTNAME, PORT, sayListening, startUp } from "../settings.ts";

const { default: closeWithGrace } = await loadPeer<CloseWithGraceModule>("close-with-grace");

const server = createServer(nodeHandler);
addEcho(server);
closeWithGrace({ delay: GRACE_MS }, async ({ err }) => {
  if (err) console.error(err);
  await new Promise((closed) => server.close(closed));
  closeDatabase();
});
await startUp();
server.listen(PORT, HOSTNAME, sayListening);
