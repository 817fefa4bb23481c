import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Lifecycle } from "../../src/core/mod.ts";
import {
  type ProbePortHandler,
  probePortHandler,
  type ProbePortOptions,
  type ServerHandle,
  stopReason,
  urlOf,
} from "../../src/http/mod.ts";
import { listen } from "./serve.ts";

/**
 * Answers probes on a port of their own, from now until the life has stopped. It is not drained with
 * the other servers, so that liveness stays green to the very end, and it keeps no process alive.
 *
 * Every path but those of the probes, and what `also` answers, is a 404; the paths of other ports stay
 * yours.
 *
 * **Ends**: once it listens; `closed` when the life has stopped. **Cancelled**: rejects with the
 * reason once a shutdown has begun. **Runtimes**: needs no `@hono/node-server`.
 *
 * @throws {QuiesceError} `BAD_OPTION` when an option is wrong
 * @throws {QuiesceError} `LISTEN` when the port is in use or must not be used
 *
 * @example Probes that only the cluster reaches
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { serveProbes } from "quiesce/node";
 *
 * const life = new Lifecycle();
 * const { url } = await serveProbes(life, { port: 0, hostname: "127.0.0.1" });
 * const response = await fetch(`${url}livez`);
 * console.assert(response.status === 200);
 * await response.body?.cancel();
 * await life.shutdown("the example is over");
 * ```
 */
export async function serveProbes(
  life: Lifecycle,
  options: ProbePortOptions,
): Promise<ServerHandle> {
  const answer = probePortHandler(life, options);
  const { port, hostname = "0.0.0.0" } = options;
  const server = createServer((incoming, outgoing) => void respond(answer, incoming, outgoing));
  const closed = Promise.withResolvers<void>();
  server.on("connection", (socket) => socket.unref());
  server.once("close", closed.resolve);
  await listen(server, hostname, port);
  server.unref();
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  life.on("stopped", close);
  // A shutdown may have begun while it was about to listen.
  if (life.remainingMs() !== Infinity) {
    close();
    throw stopReason(life);
  }
  const at = (server.address() as AddressInfo).port;
  return { hostname, port: at, url: urlOf(hostname, at), closed: closed.promise };
}

async function respond(
  answer: ProbePortHandler,
  { method = "GET", url = "/", headers }: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const get = (name: string): string | null => headers[name]?.toString() ?? null;
  const response = await answer({ method, url, headers: { get } });
  outgoing.statusCode = response.status;
  const body = new Uint8Array(await response.arrayBuffer());
  outgoing.setHeaders(response.headers).end(body);
}
