import type { Attributes } from "@opentelemetry/api";
import type { RequestSeen } from "../../src/http/mod.ts";

/** The methods that may name a span; anything else comes from a client that made it up. */
const METHODS: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "DELETE",
  "CONNECT",
  "OPTIONS",
  "TRACE",
  "PATCH",
  "QUERY",
]);

/** What a span is called whose route nobody knows: its method. */
export function spanNameOf({ method }: RequestSeen): string {
  return METHODS.has(method) ? method : "HTTP";
}

/**
 * What OpenTelemetry's conventions ask for of a server's request, as far as it is known, and how long
 * it had waited. The query is left out, since it may be secret.
 */
export function requestAttributes(request: RequestSeen, queuedMs: number | undefined): Attributes {
  const { method, path, headers } = request;
  const userAgent = headers.get("user-agent");
  return {
    ...(METHODS.has(method)
      ? { "http.request.method": method }
      : { "http.request.method": "_OTHER", "http.request.method_original": method }),
    "url.path": path,
    ...addressOf(request),
    ...(userAgent !== null && { "user_agent.original": userAgent }),
    ...(queuedMs !== undefined && { "quiesce.request.queue_ms": queuedMs }),
  };
}

/** Servers on Node are told the path only; what the client called is in the headers then. */
function addressOf({ url, headers }: RequestSeen): Attributes {
  const scheme = headers.get("x-forwarded-proto") ?? pseudo(headers, ":scheme");
  const host = headers.get("host") ?? pseudo(headers, ":authority");
  const base = url.startsWith("/") ? `${scheme ?? "http"}://${host ?? ""}` : url;
  if (!URL.canParse(base)) return { "url.scheme": scheme ?? "http" };
  const { protocol, hostname, port } = new URL(base);
  return {
    "url.scheme": scheme ?? protocol.slice(0, -1),
    "server.address": hostname,
    ...(port !== "" && { "server.port": Number(port) }),
  };
}

/** A header of HTTP/2 that is none to the Web, whose own headers would throw. */
function pseudo(headers: RequestSeen["headers"], name: string): string | null {
  return headers instanceof Headers ? null : headers.get(name);
}
