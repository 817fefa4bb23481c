import type { AddressInfo } from "node:net";
import { type Lifecycle, QuiesceError } from "../../src/core/mod.ts";
import {
  admissionOf,
  type Answer,
  checkServe,
  discard,
  type FetchHandler,
  isPromise,
  listenError,
  manage,
  refusal,
  remember,
  type ServeOptions,
  type ServerHandle,
  stopReason,
  Unanswered,
  urlOf,
} from "../../src/http/mod.ts";
import type { AnyHttpServer } from "./http-server.ts";
import { NodeServer } from "./node-server.ts";

/** What the handler is told besides the request: the objects of `node:http`. */
export interface NodeInfo {
  /** The `IncomingMessage` behind the request. */
  readonly incoming: object;
  /** The `ServerResponse`; missing for a WebSocket. */
  readonly outgoing: object | undefined;
}

/** What `serve` may be given on Node. */
export interface NodeServeOptions extends ServeOptions {
  /**
   * A `WebSocketServer` of `ws`, made with `noServer: true`, for `upgradeWebSocket` of
   * `@hono/node-server`. Each socket is counted and closed.
   */
  readonly websocket?: { readonly server: object };
  /** Passed on to `createAdaptorServer` of `@hono/node-server`: `createServer`, `serverOptions`. */
  readonly native?: Readonly<Record<string, unknown>>;
}

type Fetch = (request: Request, info: NodeInfo) => Answer | Promise<Answer>;

interface Peer {
  createAdaptorServer(options: object): AnyHttpServer;
}

/** Not written into the import, so that nobody who does without it has to have it. */
const PEER = "@hono/node-server";

/**
 * Serves requests until `life` drains: counts them, refuses late ones, and loses none. Needs
 * `@hono/node-server`; a server that you have already is taken by {@linkcode httpServer}.
 *
 * **Ends**: once it listens. **Cancelled**: rejects with the reason once a shutdown has begun.
 * **Runtimes**: the handler and its second argument are those of the runtime.
 *
 * @throws {QuiesceError} `BAD_OPTION` when `handler` is not a function or an option is wrong
 * @throws {QuiesceError} `LISTEN` when the port is in use or must not be used
 * @throws {QuiesceError} `MISSING_PEER` when `@hono/node-server` is not installed
 *
 * @example Serve on a free port
 * ```ts ignore
 * import { Lifecycle } from "quiesce";
 * import { serve } from "quiesce/node";
 *
 * const life = new Lifecycle();
 * const server = await serve(life, () => new Response("ok"), { port: 0 });
 * console.assert(await (await fetch(server.url)).text() === "ok");
 * await life.shutdown("the example is over");
 * ```
 */
export async function serve(
  life: Lifecycle,
  handler: FetchHandler<NodeInfo>,
  options: NodeServeOptions = {},
): Promise<ServerHandle> {
  checkServe(life, handler, options);
  const { port = 3000, hostname = "0.0.0.0", native, websocket } = options;
  const { createAdaptorServer } = await peer();
  // A shutdown may have begun while that was loaded.
  if (life.remainingMs() !== Infinity) throw stopReason(life);
  const unanswered = new Unanswered();
  const fetch = fetchOf(handler, unanswered, options.retryAfterSeconds);
  const server = createAdaptorServer({ ...native, ...(websocket && { websocket }), fetch });
  const managed = new NodeServer(life, server, { ...options, unanswered });
  managed.install();
  await listen(server, hostname, port);
  manageOrClose(life, server, managed, options);
  const at = (server.address() as AddressInfo).port;
  return { hostname, port: at, url: urlOf(hostname, at), closed: managed.closed };
}

async function peer(): Promise<Peer> {
  try {
    return await import(PEER) as Peer;
  } catch (cause) {
    throw new QuiesceError(
      "MISSING_PEER",
      `Cannot serve: "${PEER}" is not installed, run "npm install ${PEER}"`,
      { cause },
    );
  }
}

/** Makes a server listen, or says why it cannot. */
export async function listen(server: AnyHttpServer, hostname: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  try {
    server.listen(port, hostname, resolve);
    await promise;
  } catch (error) {
    throw listenError(hostname, port, error);
  } finally {
    server.off("error", reject);
  }
}

function manageOrClose(
  life: Lifecycle,
  server: AnyHttpServer,
  managed: NodeServer,
  options: NodeServeOptions,
): void {
  try {
    // A shutdown may have begun while it was about to listen.
    if (life.remainingMs() !== Infinity) throw stopReason(life);
    manage(life, managed, options);
  } catch (error) {
    server.close();
    throw error;
  }
}

/** Hands requests to the handler. They were counted before, by their outgoing messages. */
function fetchOf(
  handler: FetchHandler<NodeInfo>,
  unanswered: Unanswered,
  retryAfterSeconds: number | undefined,
): Fetch {
  return function fetch(request, info) {
    const admission = admissionOf(info.incoming);
    if (!admission) return handler(request, info) as Answer | Promise<Answer>;
    remember(request, admission);
    const work = handler(request, info) as Answer | Promise<Answer>;
    if (!isPromise(work)) return work;
    admission.hold();
    return unanswered.race(work, {
      settled: () => admission.leave(),
      answered: (response) => response,
      failed: () => admission.ends("failed"),
      instead: () => {
        admission.ends("cut");
        return refusal(retryAfterSeconds);
      },
      late: discard,
    });
  };
}
