// A server that says exactly the bytes that a test wants, and ends exactly as it wants.
import { createServer, type Server, type Socket } from "node:net";
import type { RawExchange } from "../../../../src/verify/wire/exchange.ts";
import { Traffic } from "../../../../src/verify/wire/traffic.ts";
import type { Route, RouteKind } from "../../../../src/verify/settings.ts";

/** A server and the traffic of one who watches it. */
export interface Scripted {
  readonly traffic: Traffic;
  readonly port: number;
  raw(): readonly RawExchange[];
  close(): Promise<void>;
}

/** Listens, and hands each connection to `script`. */
export async function scripted(script: (socket: Socket) => void): Promise<Scripted> {
  const sockets: Set<Socket> = new Set();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    script(socket);
  });
  const port = await listening(server);
  const traffic = new Traffic({ host: "127.0.0.1", port }, () => performance.now());
  return {
    traffic,
    port,
    raw: () => traffic.records().raw,
    async close() {
      traffic.close();
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** A route that answers with 200. */
export function route(kind: RouteKind, path = `/${kind}`): Route {
  return { kind, method: "GET", path, headers: {}, status: 200, tookMs: 0 };
}

async function listening(server: Server): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("Cannot listen: no port");
  return address.port;
}
