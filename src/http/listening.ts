import { type Lifecycle, QuiesceError, StopReason } from "../core/mod.ts";
import { badOption } from "../check/mod.ts";
import { type CheckedOptions, checkOptions } from "./http-options.ts";

/**
 * Refuses to serve for a life that is ending, without a handler, or by options that mean nothing.
 *
 * @throws {QuiesceError} `BAD_OPTION` when `handler` is not a function or an option is wrong
 * @throws {StopReason} once a shutdown has begun
 */
export function checkServe(life: Lifecycle, handler: unknown, options: CheckedOptions): void {
  if (typeof handler !== "function") throw badOption("serve", "handler", "a function", handler);
  checkOptions("serve", options);
  if (life.remainingMs() !== Infinity) throw stopReason(life);
}

/** Why nothing may be started any more. */
export function stopReason(life: Lifecycle): StopReason {
  return life.scope.reason ?? new StopReason("a shutdown has begun");
}

/** The error for a server that cannot listen. */
export function listenError(hostname: string, port: number, cause: unknown): QuiesceError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new QuiesceError("LISTEN", `Cannot listen on "${hostname}" port ${port}: ${why}`, {
    cause,
  });
}

/** Where a server can be reached. An address that means all is reached by a local one. */
export function urlOf(hostname: string, port: number, scheme = "http"): string {
  const isAll = hostname === "0.0.0.0" || hostname === "::";
  const host = isAll ? "localhost" : hostname.includes(":") ? `[${hostname}]` : hostname;
  return `${scheme}://${host}:${port}/`;
}
