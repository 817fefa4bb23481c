import type { Lifecycle } from "../../src/core/mod.ts";
import type { FetchHandler, ServeOptions, ServerHandle } from "../../src/http/mod.ts";

/** What the handler is told besides the request. */
export interface DenoInfo {
  readonly remoteAddr: unknown;
  readonly completed: Promise<void>;
}

declare const Deno: {
  serve(options: object, handler: unknown): {
    addr: { port: number };
    shutdown(): Promise<void>;
    finished: Promise<void>;
  };
};

/** Serves requests until `life` drains. */
export function serve(
  life: Lifecycle,
  handler: FetchHandler<DenoInfo>,
  options: ServeOptions = {},
): Promise<ServerHandle> {
  const { port = 3000, hostname = "0.0.0.0" } = options;
  const server = Deno.serve({ port, hostname, onListen() {} }, handler);
  life.onDrain(options.name ?? "listener", () => server.shutdown());
  return Promise.resolve({
    hostname,
    port: server.addr.port,
    url: `http://${hostname}:${server.addr.port}/`,
    closed: server.finished,
  });
}
