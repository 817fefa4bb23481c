import type { Lifecycle } from "../../src/core/mod.ts";
import type { FetchHandler, ServeOptions, ServerHandle } from "../../src/http/mod.ts";

/** What the handler is told besides the request: Bun's server. */
export interface BunInfo {
  upgrade(request: Request, options?: object): boolean;
}

declare const Bun: {
  serve(options: object): { port: number; stop(force?: boolean): Promise<void> };
};

/** Serves requests until `life` drains. */
export function serve(
  life: Lifecycle,
  handler: FetchHandler<BunInfo>,
  options: ServeOptions = {},
): Promise<ServerHandle> {
  const { port = 3000, hostname = "0.0.0.0" } = options;
  const closed = Promise.withResolvers<void>();
  const server = Bun.serve({ port, hostname, fetch: handler });
  life.onDrain(options.name ?? "listener", () => server.stop().then(closed.resolve));
  return Promise.resolve({
    hostname,
    port: server.port,
    url: `http://${hostname}:${server.port}/`,
    closed: closed.promise,
  });
}
