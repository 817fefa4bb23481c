// Follows https://github.com/gajus/lightship#readme: made first, told about requests by beacons and
// about readiness by `signalReady()`, with a delay, and a handler that closes the server. Its own
// `/ready` is on a port of its own; here the service answers the same from `isServerReady()`.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { loadPeer } from "../../peers/load-peer.ts";
import { closeDatabase } from "../database.ts";
import { addEcho } from "../echo.ts";
import { nodeHandler } from "../node-handler.ts";
import type { LightshipModule } from "../peer-modules.ts";
import { DELAY_MS, GRACE_MS, HOSTNAME, PORT, sayListening, startUp } from "../settings.ts";

const { createLightship } = await loadPeer<LightshipModule>("lightship");

const lightship = await createLightship({
  shutdownDelay: DELAY_MS,
  gracefulShutdownTimeout: GRACE_MS,
  shutdownHandlerTimeout: GRACE_MS,
});
const server = createServer(handle);
addEcho(server);
lightship.registerShutdownHandler(() => new Promise((closed) => server.close(closed)));
lightship.registerShutdownHandler(closeDatabase);
await startUp();
server.listen(PORT, HOSTNAME, () => {
  lightship.signalReady();
  sayListening();
});

function handle(request: IncomingMessage, response: ServerResponse): void {
  if (request.url === "/ready") {
    response.writeHead(lightship.isServerReady() ? 200 : 503).end();
    return;
  }
  const beacon = lightship.createBeacon();
  response.once("close", () => void beacon.die());
  nodeHandler(request, response);
}
