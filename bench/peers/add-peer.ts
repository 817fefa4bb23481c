import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { loadPeer } from "./load-peer.ts";

interface Beacon {
  die(): Promise<void>;
}

/** Puts one peer around a server, as its own documentation says. Other names are left alone. */
export async function addPeer(name: string, server: Server): Promise<void> {
  await PEERS[name]?.(server);
}

const PEERS: Readonly<Record<string, (server: Server) => Promise<void>>> = {
  "http-terminator": async (server) => {
    const { createHttpTerminator } = await peer("http-terminator");
    createHttpTerminator?.({ server });
  },
  stoppable: async (server) => {
    const { default: stoppable } = await peer("stoppable");
    stoppable?.(server, 5_000);
  },
  terminus: async (server) => {
    const { createTerminus } = await peer("@godaddy/terminus");
    createTerminus?.(server, { healthChecks: { "/ready": () => Promise.resolve() } });
  },
  lightship: addLightship,
};

/** Lightship waits for beacons, so each request has to have one. */
async function addLightship(server: Server): Promise<void> {
  const { createLightship } = await peer("lightship");
  const lightship = await createLightship?.({}) as { createBeacon(): Beacon; signalReady(): void };
  lightship.signalReady();
  server.prependListener("request", (_: IncomingMessage, response: ServerResponse) => {
    const beacon = lightship.createBeacon();
    response.once("close", () => void beacon.die());
  });
}

function peer(name: string): Promise<Record<string, (...args: unknown[]) => unknown>> {
  return loadPeer(name);
}
