import type { Server as HttpServer } from "node:http";
import type { Http2SecureServer, Http2Server } from "node:http2";
import type { Server as HttpsServer } from "node:https";
import { type Lifecycle, type Release, release } from "../../src/core/mod.ts";
import { checkOptions, manage, type ManageOptions } from "../../src/http/mod.ts";
import { NodeServer } from "./node-server.ts";

/** Any server of `node:http`, `node:https` or `node:http2`. */
export type AnyHttpServer = HttpServer | HttpsServer | Http2Server | Http2SecureServer;

/** What {@linkcode httpServer} may be given. */
export interface HttpServerOptions extends ManageOptions {
  /** Its name in messages and reports. Default: `listener`. */
  readonly name?: string;
  /** Sent as `Retry-After` with a refusal. Default: 1. */
  readonly retryAfterSeconds?: number;
}

/**
 * Lets `life` end a server that exists already, with whatever handles its requests: Express,
 * Fastify, Koa or plain listeners. Requests, WebSockets and HTTP/2 streams are counted, late ones
 * are refused before any listener sees them, and no connection is cut in the middle.
 *
 * **Again**: the result takes it back and leaves the server as it was. **Yours**: to make it listen.
 *
 * @throws {QuiesceError} `BAD_OPTION` when an option is wrong
 * @throws {QuiesceError} `WRONG_STATE` once the life has stopped
 *
 * @example Express, Fastify and friends bring their own server
 * ```ts
 * import { createServer } from "node:http";
 * import { Lifecycle } from "quiesce";
 * import { httpServer } from "quiesce/node";
 *
 * const life = new Lifecycle();
 * const server = createServer((_, response) => response.end("ok"));
 * const undo = httpServer(life, server);
 * undo();
 * await life.shutdown("the example is over");
 * ```
 */
export function httpServer(
  life: Lifecycle,
  server: AnyHttpServer,
  options: HttpServerOptions = {},
): Release {
  checkOptions("manage a server", options);
  const managed = new NodeServer(life, server, options);
  const undo = managed.install();
  try {
    const forget = manage(life, managed, options);
    return release(() => {
      forget();
      undo();
    });
  } catch (error) {
    undo();
    throw error;
  }
}
