import type { AbortSource } from "./abort-source.ts";
import { abortableStream, type StreamEars } from "./abortable-stream.ts";

/** What a response that is made anew cannot be given, or not each value that servers send. */
const KEPT = ["status", "statusText", "ok", "url", "redirected", "type"] as const;

/** Whether nothing is left to read, so that the connection is already free. */
export function isBodiless(response: Response, method: string): boolean {
  return response.body === null || method === "HEAD" ||
    response.headers.get("content-length") === "0";
}

/** The same response with a body that ends with `until`. */
export function withAbortableBody(
  response: Response,
  until: AbortSource,
  ears: StreamEars,
): Response {
  const { body, headers } = response;
  const stream = body && abortableStream<Uint8Array<ArrayBuffer>>(body, until, ears);
  return likeness(new Response(stream, { headers }), response);
}

function likeness(copy: Response, original: Response): Response {
  for (const name of KEPT) {
    Object.defineProperty(copy, name, { value: original[name], configurable: true });
  }
  const clone = (): Response => likeness(Response.prototype.clone.call(copy), original);
  return Object.defineProperty(copy, "clone", { value: clone, configurable: true });
}
