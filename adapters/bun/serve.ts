import type { Lifecycle, Server } from "../../src/core/mod.ts";
import {
  checkServe,
  type FetchHandler,
  Guard,
  listenError,
  manage,
  passed,
  type ServeOptions,
  type ServerHandle,
  until,
  urlOf,
} from "../../src/http/mod.ts";
import { type BunSocketHandler, trackedSockets } from "./web-socket.ts";

/** What the handler is told besides the request: Bun's server. */
export interface BunInfo {
  /** Turns a request into a WebSocket. */
  upgrade(request: Request, options?: object): boolean;
  /** Who asks. */
  requestIP(request: Request): unknown;
}

/** What `serve` may be given on Bun. */
export interface BunServeOptions extends ServeOptions {
  /** The handlers of WebSockets, as `Bun.serve` takes them. Each socket is counted and closed. */
  readonly websocket?: BunSocketHandler;
  /** Passed on to `Bun.serve` as it is: `tls`, `idleTimeout`, `error` and so on. */
  readonly native?: Readonly<Record<string, unknown>>;
}

interface BunServer extends BunInfo {
  readonly port: number | undefined;
  readonly pendingRequests: number;
  stop(force?: boolean): Promise<void>;
}

declare const Bun: {
  serve(options: object): BunServer;
};

/** Aborted work is answered first, and cut a little later. */
const ANSWER_MS = 10;
const CUT_MS = 20;

/**
 * Serves requests until `life` drains: counts them, refuses late ones, and loses none.
 *
 * **Ends**: once it listens. **Cancelled**: rejects with the reason once a shutdown has begun.
 * **Runtimes**: the handler and its second argument are those of the runtime.
 *
 * @throws {QuiesceError} `BAD_OPTION` when `handler` is not a function or an option is wrong
 * @throws {QuiesceError} `LISTEN` when the port is in use or must not be used
 *
 * @example Serve on a free port
 * ```ts ignore
 * import { Lifecycle } from "quiesce";
 * import { serve } from "quiesce/bun";
 *
 * const life = new Lifecycle();
 * const server = await serve(life, () => new Response("ok"), { port: 0 });
 * console.assert(await (await fetch(server.url)).text() === "ok");
 * await life.shutdown("the example is over");
 * ```
 */
export async function serve(
  life: Lifecycle,
  handler: FetchHandler<BunInfo>,
  options: BunServeOptions = {},
): Promise<ServerHandle> {
  checkServe(life, handler, options);
  const { port = 3000, hostname = "0.0.0.0", retryAfterSeconds, websocket } = options;
  const guard = new Guard<BunInfo>(life, { handler, retryAfterSeconds });
  const native = listen(guard, {
    ...options.native,
    ...(websocket && { websocket: trackedSockets(life, websocket) }),
    port,
    hostname,
  });
  const server = new BunHttpServer(life, guard, { native, name: options.name });
  manage(life, server, options);
  const at = native.port ?? port;
  return await Promise.resolve({
    hostname,
    port: at,
    url: urlOf(hostname, at),
    closed: server.closed,
  });
}

interface Parts {
  readonly native: BunServer;
  readonly name: string | undefined;
}

/** The steps of a shutdown for `Bun.serve`. */
class BunHttpServer implements Server {
  readonly name: string;
  readonly #life: Lifecycle;
  readonly #guard: Guard<BunInfo>;
  readonly #native: BunServer;
  readonly #closed: PromiseWithResolvers<void> = Promise.withResolvers();
  #isCut = false;

  constructor(life: Lifecycle, guard: Guard<BunInfo>, { native, name }: Parts) {
    this.name = name ?? "listener";
    this.#life = life;
    this.#guard = guard;
    this.#native = native;
  }

  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  isQuiet(): boolean {
    return this.#isIdle() && this.#guard.activity.isQuiet();
  }

  announce(): void {
    // The guard reads the state of the life with each response.
  }

  async drain(): Promise<void> {
    const { clock, gate } = this.#life;
    await this.#guard.activity.still(() => this.#isCut);
    void this.#native.stop();
    await until(clock, () => this.#isCut || this.#isIdle());
    if (gate.stats().longLived > 0) await Promise.race([gate.idle, this.#closed.promise]);
    // Half-sent and idle connections are left; a plain stop would wait for them.
    if (!this.#isCut) await this.#native.stop(true);
    this.#closed.resolve();
  }

  cut(): void {
    this.#isCut = true;
    void this.#cut();
  }

  async #cut(): Promise<void> {
    const { clock } = this.#life;
    await passed(clock, ANSWER_MS);
    this.#guard.cut();
    await passed(clock, CUT_MS);
    await this.#native.stop(true);
    this.#closed.resolve();
  }

  #isIdle(): boolean {
    return this.#guard.active === 0 && this.#native.pendingRequests === 0;
  }
}

function listen(guard: Guard<BunInfo>, options: { port: number; hostname: string }): BunServer {
  try {
    return Bun.serve({ ...options, fetch: guard.fetch.bind(guard) });
  } catch (error) {
    throw listenError(options.hostname, options.port, error);
  }
}
