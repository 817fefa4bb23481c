import { aFunction, badOption } from "../check/mod.ts";
import type { Clock, Release, Scope } from "../core/mod.ts";
import { aScope } from "./a-scope.ts";
import { abortablePromise } from "./abortable-promise.ts";
import { onAbort, throwIfAborted } from "./abort-source.ts";
import { isBodiless, withAbortableBody } from "./response-body.ts";
import {
  discard,
  fetchAgain,
  type FetchRetryOptions,
  isRepeatable,
  isRequest,
} from "./fetch-retry.ts";
import { lateTeller } from "./late-error.ts";

/** The call signature that all runtimes have in common. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** What {@linkcode scopedFetch} may be given. */
export interface ScopedFetchOptions {
  /** Sends the request. Default: the `fetch` of the platform. */
  readonly fetch?: Fetch | undefined;
  /** Tries again, see there. Default: not at all. */
  readonly retry?: FetchRetryOptions | undefined;
  /** Default: the clock of the scope. */
  readonly clock?: Clock | undefined;
}

/**
 * Makes a `fetch` whose requests, response bodies and retries end with `scope`.
 *
 * Each request is a child of the scope, named like `fetch GET example.com/orders`, from the call
 * until its body has been read to the end, cancelled or cut. So the scope waits for a body that
 * nobody reads: read it or cancel it. A stopping scope still sends requests, since the work in hand
 * may need them.
 *
 * With `retry`, requests that do the same when sent twice (`GET`, `HEAD`, `OPTIONS`, `TRACE`, `PUT`,
 * `DELETE`, unless their body is a stream) are sent again after a network error and after the status
 * 408, 425, 429, 502, 503 or 504. `Retry-After` is obeyed up to `maxDelayMs`; beyond it, and when the
 * attempts are used up, the response is returned as it is.
 *
 * **Ends**: with the response, as soon as its headers have come. **Cancelled**: an abort of the scope
 * or of the caller's own signal, whichever is first, rejects the request, the wait for the next
 * attempt and the reading of the body with its very reason; already aborted, nothing is sent.
 * **Late**: on a closed scope nothing is sent.
 *
 * @throws {QuiesceError} `BAD_OPTION` when the scope is none, `fetch` is not a function or `retry` is
 * not an object
 *
 * @example A request that ends with its scope
 * ```ts
 * import { Scope } from "quiesce";
 * import { scopedFetch } from "quiesce/wrap";
 *
 * const scope = new Scope("orders");
 * const fetch = scopedFetch(scope, { fetch: () => Promise.resolve(new Response("42")) });
 * const response = await fetch("https://example.com/orders");
 * console.assert(scope.open()[0]?.path === "/orders/fetch GET example.com/orders");
 * console.assert(await response.text() === "42");
 * console.assert(scope.open().length === 0);
 * ```
 */
export function scopedFetch(scope: Scope, options: ScopedFetchOptions = {}): Fetch {
  aScope(ACTION, "scope", scope);
  const { fetch, retry } = options;
  if (fetch !== undefined) aFunction(ACTION, "fetch", fetch);
  if (retry !== undefined && (typeof retry !== "object" || retry === null)) {
    throw badOption(ACTION, "retry", 'an object, as in "{ attempts: 3 }"', retry);
  }
  return async function scoped(input, init) {
    throwIfAborted(scope);
    return await new Exchange(scope, options, callOf(input, init)).run();
  };
}

const ACTION = "make a fetch";

/** What a caller asked for. */
interface Call {
  readonly input: string | URL | Request;
  readonly init: RequestInit | undefined;
  readonly method: string;
  readonly signal: AbortSignal | undefined;
}

/** One request, from the call to the end of its body. */
class Exchange {
  readonly #scope: Scope;
  readonly #options: ScopedFetchOptions;
  readonly #call: Call;
  readonly #controller = new AbortController();
  readonly #releases: Release[];

  constructor(parent: Scope, options: ScopedFetchOptions, call: Call) {
    this.#scope = parent.child(`fetch ${call.method} ${placeOf(call.input)}`);
    this.#options = options;
    this.#call = call;
    const abort = (reason: unknown): void => this.#controller.abort(reason);
    this.#releases = [onAbort(this.#scope, abort), onAbort(call.signal, abort)];
  }

  async run(): Promise<Response> {
    const { signal } = this.#controller;
    try {
      throwIfAborted(signal);
      const response = await this.#send();
      if (isBodiless(response, this.#call.method)) {
        this.#end();
        return response;
      }
      const tell = lateTeller(this.#scope, {});
      return withAbortableBody(response, signal, { tell, ended: () => this.#end() });
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  #send(): Promise<Response> {
    const { retry, clock = this.#scope.clock } = this.#options;
    const { input, init, method } = this.#call;
    if (retry === undefined || !isRepeatable(method, input, init)) return this.#sendOnce();
    const { signal } = this.#controller;
    return fetchAgain(() => this.#sendOnce(), { options: retry, signal, clock });
  }

  /** Settles at once on abort, whatever the platform does. */
  #sendOnce(): Promise<Response> {
    const { signal } = this.#controller;
    const { input, init } = this.#call;
    const send = this.#options.fetch ?? fetch;
    const answer = (async () => {
      const response = await send(input, { ...init, signal });
      if (signal.aborted) discard(response, signal.reason);
      return response;
    })();
    return abortablePromise(answer, signal, lateTeller(this.#scope, {}));
  }

  #end(): void {
    for (const forget of this.#releases) forget();
    void this.#scope.close();
  }
}

function callOf(input: string | URL | Request, init: RequestInit | undefined): Call {
  const request = isRequest(input) ? input : undefined;
  const method = (init?.method ?? request?.method ?? "GET").toUpperCase();
  // `null` says that the signal of the request does not count.
  const signal = init?.signal === undefined ? request?.signal : init.signal ?? undefined;
  return { input, init, method, signal };
}

/** Host and path, without what may be secret: a query, a name, a password. */
function placeOf(input: string | URL | Request): string {
  const url = isRequest(input) ? input.url : input;
  if (!URL.canParse(url)) return "?";
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
