import { usualMethod } from "../plan/planned-route.ts";
import type { Route, RouteKind } from "../settings.ts";

/**
 * Where each kind of route is looked for, most likely first. What makes a process fail is never
 * looked for: it must be named.
 */
export const PATHS: Readonly<Record<Exclude<RouteKind, "crash">, readonly string[]>> = {
  fast: ["/", "/health", "/healthz", "/livez", "/live", "/ping", "/status", "/api", "/index.html"],
  ready: [
    "/readyz",
    "/ready",
    "/health/ready",
    "/healthz/ready",
    "/health/readiness",
    "/readiness",
    "/-/ready",
    "/_ready",
    "/actuator/health/readiness",
    "/q/health/ready",
  ],
  slow: [
    "/slow?ms=1000",
    "/slow",
    "/sleep?ms=1000",
    "/sleep",
    "/delay?ms=1000",
    "/delay/1",
    "/delay",
    "/wait",
    "/long",
  ],
  stream: ["/stream?ms=1000", "/stream", "/streaming", "/chunked", "/download", "/drip"],
  events: ["/sse", "/events", "/stream", "/event-stream", "/api/events", "/subscribe"],
  socket: ["/ws", "/socket", "/websocket", "/", "/api/ws", "/live"],
  upload: ["/upload", "/uploads", "/echo"],
  hang: ["/hang"],
  query: ["/query?ms=500", "/query", "/db"],
};

/** A route of a kind, as it is to be asked for. */
export function candidate(kind: RouteKind, path: string): Route {
  return { kind, path, method: usualMethod(kind), headers: {}, status: 200, tookMs: 0 };
}

/** A path that no service has. */
export function absentPath(): string {
  return `/quiesce-verify-${crypto.randomUUID()}`;
}
