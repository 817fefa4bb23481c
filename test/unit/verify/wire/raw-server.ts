import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { Traffic } from "../../../../src/verify/wire/traffic.ts";
import type { Route } from "../../../../src/verify/settings.ts";

/** A server of which each byte is scripted, and traffic that goes to it. */
export interface RawServer {
  readonly traffic: Traffic;
  close(): Promise<void>;
}

/** The route that all requests of these tests ask for. */
export const ROUTE: Route = {
  kind: "fast",
  method: "GET",
  path: "/",
  headers: {},
  status: 200,
  tookMs: 0,
};

/** A whole answer. */
export const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/** The same, which is said to be the last. */
export const LAST = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";

/**
 * Listens on a free port; `serve` does to each connection what the test wants. With
 * `pauseOnConnect` not a byte is read before it says so.
 */
export async function rawServer(
  serve: (socket: Socket) => void,
  options: { readonly pauseOnConnect?: boolean } = {},
): Promise<RawServer> {
  const sockets: Set<Socket> = new Set();
  const server = createServer({ allowHalfOpen: true, ...options }, (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    serve(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("Cannot listen on a port");
  const traffic = new Traffic({ host: "127.0.0.1", port: address.port }, () => performance.now());
  return {
    traffic,
    async close() {
      traffic.close();
      for (const socket of sockets) socket.destroy();
      server.close();
      if (server.listening) await once(server, "close");
    },
  };
}
