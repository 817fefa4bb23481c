import type { Lifecycle } from "../../src/core/mod.ts";
import {
  listenError,
  type ProbePortHandler,
  probePortHandler,
  type ProbePortOptions,
  type ServerHandle,
  urlOf,
} from "../../src/http/mod.ts";

interface DenoServer {
  readonly addr: { readonly port: number };
  readonly finished: Promise<void>;
  ref(): void;
  unref(): void;
}

declare const Deno: {
  serve(options: object, handler: ProbePortHandler): DenoServer;
};

/**
 * Answers probes on a port of their own, from now until the life has stopped. It is not drained with
 * the other servers, so that liveness stays green to the very end, and it keeps no process alive.
 *
 * Every path but those of the probes, and what `also` answers, is a 404; the paths of other ports stay
 * yours.
 *
 * **Ends**: once it listens; `closed` when the life has stopped. **Cancelled**: rejects with the
 * reason once a shutdown has begun.
 *
 * @throws {QuiesceError} `BAD_OPTION` when an option is wrong
 * @throws {QuiesceError} `LISTEN` when the port is in use or must not be used
 *
 * @example Probes that only the cluster reaches
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { serveProbes } from "quiesce/deno";
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
  const force = new AbortController();
  const server = listen(answer, { port, hostname, signal: force.signal });
  server.unref();
  life.on("stopped", () => {
    // Else it would not be told of its own end.
    server.ref();
    force.abort();
  });
  const at = server.addr.port;
  return await Promise.resolve({
    hostname,
    port: at,
    url: urlOf(hostname, at),
    closed: server.finished,
  });
}

function listen(
  answer: ProbePortHandler,
  options: { port: number; hostname: string; signal: AbortSignal },
): DenoServer {
  try {
    return Deno.serve({ onListen() {}, ...options }, answer);
  } catch (error) {
    throw listenError(options.hostname, options.port, error);
  }
}
