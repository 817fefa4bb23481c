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

/** What the handler is told besides the request: what `Deno.serve` tells. */
export interface DenoInfo {
  /** Who asks. */
  readonly remoteAddr: unknown;
  /** Settles when the response has ended. */
  readonly completed: Promise<void>;
}

/** What `serve` may be given on Deno. */
export interface DenoServeOptions extends ServeOptions {
  /** Passed on to `Deno.serve` as it is: `cert`, `key`, `onError` and so on. */
  readonly native?: Readonly<Record<string, unknown>>;
}

interface DenoServer {
  readonly addr: { readonly port: number };
  readonly finished: Promise<void>;
  shutdown(): Promise<void>;
}

declare const Deno: {
  serve(options: object, handler: unknown): DenoServer;
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
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { serve } from "quiesce/deno";
 *
 * const life = new Lifecycle();
 * const server = await serve(life, () => new Response("ok"), { port: 0 });
 * console.assert(await (await fetch(server.url)).text() === "ok");
 * await life.shutdown("the example is over");
 * ```
 */
export async function serve(
  life: Lifecycle,
  handler: FetchHandler<DenoInfo>,
  options: DenoServeOptions = {},
): Promise<ServerHandle> {
  checkServe(life, handler, options);
  const { port = 3000, hostname = "0.0.0.0", retryAfterSeconds } = options;
  const force = new AbortController();
  const guard = new Guard<DenoInfo>(life, {
    handler,
    retryAfterSeconds,
    completed: (info) => info.completed,
    mustRespond: true,
  });
  const native = listen(guard, { ...options.native, port, hostname, signal: force.signal });
  const server = new DenoHttpServer(life, guard, { native, force, name: options.name });
  manage(life, server, options);
  const at = native.addr.port;
  return await Promise.resolve({
    hostname,
    port: at,
    url: urlOf(hostname, at),
    closed: server.closed,
  });
}

interface Parts {
  readonly native: DenoServer;
  readonly force: AbortController;
  readonly name: string | undefined;
}

/** The steps of a shutdown for `Deno.serve`. */
class DenoHttpServer implements Server {
  readonly name: string;
  readonly #life: Lifecycle;
  readonly #guard: Guard<DenoInfo>;
  readonly #parts: Parts;
  readonly #closed: PromiseWithResolvers<void> = Promise.withResolvers();
  #isCut = false;
  #isDown = false;

  constructor(life: Lifecycle, guard: Guard<DenoInfo>, parts: Parts) {
    this.name = parts.name ?? "listener";
    this.#life = life;
    this.#guard = guard;
    this.#parts = parts;
  }

  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  isQuiet(): boolean {
    return this.#guard.active === 0 && this.#guard.activity.isQuiet();
  }

  announce(): void {
    // The guard reads the state of the life with each response.
  }

  async drain(): Promise<void> {
    const { clock, gate } = this.#life;
    // `shutdown()` destroys each request body that has not been read, so it comes when none is left.
    await until(clock, () => this.#isCut || this.#guard.active === 0);
    if (gate.stats().longLived > 0) await Promise.race([gate.idle, this.#closed.promise]);
    await this.#guard.activity.still(() => this.#isCut);
    if (!this.#isCut) await this.#shutdown();
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
    // After `shutdown()` an abort throws where nobody can catch it; nothing is in flight then.
    if (!this.#isDown) this.#parts.force.abort();
    this.#closed.resolve();
  }

  async #shutdown(): Promise<void> {
    this.#isDown = true;
    await this.#parts.native.shutdown();
  }
}

function listen(
  guard: Guard<DenoInfo>,
  options: { port: number; hostname: string; signal: AbortSignal },
): DenoServer {
  try {
    const answer = guard.fetch.bind(guard);
    return Deno.serve({ onListen() {}, ...options }, answer);
  } catch (error) {
    throw listenError(options.hostname, options.port, error);
  }
}
