import type { Lifecycle } from "../../src/core/mod.ts";
import type { FetchHandler, ServeOptions, ServerHandle } from "../../src/http/mod.ts";
import { createServer } from "node:http";

/** What the handler is told besides the request. */
export interface NodeInfo {
  readonly incoming: unknown;
  readonly outgoing: unknown;
}

/** Serves requests until `life` drains. */
export async function serve(
  life: Lifecycle,
  handler: FetchHandler<NodeInfo>,
  options: ServeOptions = {},
): Promise<ServerHandle> {
  const { getRequestListener } = await import("@hono/node-server");
  const server = createServer(getRequestListener(handler as never));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  server.once("error", reject);
  const { port = 3000, hostname = "0.0.0.0" } = options;
  server.listen(port, hostname, resolve);
  await promise;
  server.once("close", closed.resolve);
  life.onDrain(options.name ?? "listener", () => (server.close(), closed.promise));
  const address = server.address() as { port: number };
  return {
    hostname,
    port: address.port,
    url: `http://${hostname}:${address.port}/`,
    closed: closed.promise,
  };
}
