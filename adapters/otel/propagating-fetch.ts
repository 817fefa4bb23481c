import { context, propagation, type TextMapSetter } from "@opentelemetry/api";
import { aFunction } from "../../src/check/mod.ts";

/** The call signature of `fetch` that all runtimes have in common. */
export type FetchFunction = (
  input: string | URL | Request,
  init?: RequestInit,
) => Promise<Response>;

const HEADERS: TextMapSetter<Headers> = {
  set: (headers, name, value) => headers.set(name, value),
};

/**
 * Makes a `fetch` that passes the active trace and baggage on, in the headers that the registered
 * propagator writes: `traceparent`, `tracestate` and `baggage` for W3C's.
 *
 * Meant for `scopedFetch` of `quiesce/wrap`. It makes no span of its own; an instrumentation of
 * `fetch` may do that beside it. Without a propagator it changes nothing.
 *
 * @throws {QuiesceError} `BAD_OPTION` when `send` is not a function
 *
 * @example A request that ends with its scope, and belongs to the trace of who asked for it
 * ```ts
 * import { Scope } from "quiesce";
 * import { propagatingFetch } from "quiesce/otel";
 * import { scopedFetch } from "quiesce/wrap";
 *
 * const scope = new Scope("orders");
 * const send = () => Promise.resolve(new Response("42"));
 * const fetch = scopedFetch(scope, { fetch: propagatingFetch(send) });
 * console.assert(await (await fetch("https://example.com/orders")).text() === "42");
 * ```
 */
export function propagatingFetch(send?: FetchFunction): FetchFunction {
  if (send !== undefined) aFunction("make a fetch", "send", send);
  return async function propagating(input, init) {
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : {}));
    propagation.inject(context.active(), headers, HEADERS);
    return await (send ?? fetch)(input, { ...init, headers });
  };
}
