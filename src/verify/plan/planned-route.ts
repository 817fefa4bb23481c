import type { Route, RouteKind } from "../settings.ts";
import type { PlannedRoute } from "./plan.ts";

/** The method of a request for a route of this kind, where nobody says another. */
export function usualMethod(kind: RouteKind): string {
  return kind === "upload" ? "POST" : "GET";
}

/** What a plan's route comes to before it was asked for. */
export function routeOf(kind: RouteKind, planned: PlannedRoute): Route {
  const { path, method = usualMethod(kind), headers = {} } = typeof planned === "string"
    ? { path: planned }
    : planned;
  return { kind, path, method, headers, status: 200, tookMs: 0 };
}
