/** The body of a refusal. */
export const REFUSED = "The service is shutting down\n";

/** The headers of a refusal: when to come back, and that this connection is of no use any more. */
export function refusalHeaders(retryAfterSeconds = 1): Record<string, string> {
  return {
    "Content-Type": "text/plain; charset=utf-8",
    "Cache-Control": "no-store",
    "Retry-After": String(retryAfterSeconds),
    "Connection": "close",
  };
}

/**
 * Answers a request that comes too late: 503 with `Retry-After` and `Connection: close`.
 *
 * @example Refuse what a closed gate does not let in
 * ```ts
 * import { refusal } from "quiesce/node";
 *
 * const response = refusal(5);
 * console.assert(response.status === 503 && response.headers.get("Retry-After") === "5");
 * ```
 */
export function refusal(retryAfterSeconds?: number): Response {
  return new Response(REFUSED, { status: 503, headers: refusalHeaders(retryAfterSeconds) });
}
