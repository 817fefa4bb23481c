import { Document, isMap } from "yaml";
import { type Route, ROUTE_KINDS } from "../settings.ts";
import type { Plan, PlannedRoute } from "./plan.ts";
import type { Prepared } from "./prepare.ts";
import { usualMethod } from "./planned-route.ts";
import { DEFAULT_LOAD } from "./settings-of.ts";

const HEAD = ` A plan for "quiesce verify": keep it, edit it, and use it with --plan <file>.
 A route that is null is not looked for.`;

/** Writes a plan that says all that was found out, as YAML. */
export function planText(prepared: Prepared): string {
  const { settings } = prepared;
  const document = new Document(planData(prepared));
  document.commentBefore = HEAD;
  const routes = document.get("routes");
  if (isMap(routes)) {
    for (const kind of ROUTE_KINDS) commentOn(routes.get(kind, true), settings.routes[kind]);
  }
  return document.toString({ lineWidth: 100 });
}

function commentOn(node: unknown, route: Route | undefined): void {
  if (!route || typeof node !== "object" || node === null) return;
  Object.assign(node, { comment: ` ${route.status}, ${Math.round(route.tookMs)} ms` });
}

/** A plan that says all that was found out. */
export function planData({ settings, scenarios }: Prepared): Plan {
  const { command, environment, url, dependency, lastLine } = settings;
  const { signal, graceMs, startMs, delayMs, rounds, jobs } = settings;
  return {
    command,
    ...(Object.keys(environment).length > 0 && { environment }),
    ...(url !== undefined && { url }),
    signal,
    graceMs,
    startMs,
    delayMs,
    rounds,
    jobs,
    load: { ...DEFAULT_LOAD, ...settings.load },
    routes: Object.fromEntries(
      ROUTE_KINDS.map((kind) => [kind, plannedOf(settings.routes[kind])]),
    ),
    // Its value may hold a password, and comes from the environment anyway.
    ...(dependency && { dependency: { variable: dependency.variable } }),
    ...(lastLine !== undefined && { lastLine }),
    scenarios: scenarios.map(({ id }) => id),
  };
}

function plannedOf(route: Route | undefined): PlannedRoute | null {
  if (!route) return null;
  const { path, method, headers, kind } = route;
  const isUsual = method === usualMethod(kind);
  if (isUsual && Object.keys(headers).length === 0) return path;
  return { path, ...(!isUsual && { method }), ...(Object.keys(headers).length > 0 && { headers }) };
}
