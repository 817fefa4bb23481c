import process from "node:process";
import type { OnProgress } from "../progress.ts";
import { SCENARIOS } from "../scenario/mod.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { type Route, ROUTE_KINDS, type RouteKind, type Settings } from "../settings.ts";
import type { Plan } from "./plan.ts";

/** What a plan comes to, once all that it does not say was found out. */
export interface Prepared {
  readonly settings: Settings;
  readonly scenarios: readonly Scenario[];
}

/** Fills in what the plan does not say. */
export function prepare(
  plan: Plan,
  _onProgress: OnProgress,
  _signal?: AbortSignal,
): Promise<Prepared> {
  const [first = "", ...rest] = plan.command;
  const settings: Settings = {
    command: [first, ...rest],
    cwd: plan.cwd ?? process.cwd(),
    environment: plan.environment ?? {},
    ...(plan.url !== undefined && { url: plan.url }),
    signal: plan.signal ?? "SIGTERM",
    graceMs: plan.graceMs ?? 10_000,
    startMs: plan.startMs ?? 15_000,
    rounds: plan.rounds ?? 1,
    jobs: plan.jobs ?? 4,
    load: { clients: 50, requests: 20, idle: 20, crowd: 1_000, burst: 50, ...plan.load },
    routes: plannedRoutes(plan),
    ...(plan.lastLine !== undefined && { lastLine: plan.lastLine }),
    delayMs: plan.delayMs ?? 0,
    http2: false,
  };
  const { scenarios = SCENARIOS.map(({ id }) => id), skip = [] } = plan;
  const chosen = SCENARIOS.filter(({ id }) => scenarios.includes(id) && !skip.includes(id));
  return Promise.resolve({ settings, scenarios: chosen });
}

function plannedRoutes(plan: Plan): Settings["routes"] {
  const routes: Partial<Record<RouteKind, Route>> = {};
  for (const kind of ROUTE_KINDS) {
    const planned = plan.routes?.[kind];
    if (!planned) continue;
    const { path, method, headers = {} } = typeof planned === "string"
      ? { path: planned, method: undefined }
      : planned;
    const usual = kind === "upload" ? "POST" : "GET";
    routes[kind] = { kind, path, method: method ?? usual, headers, status: 200, tookMs: 0 };
  }
  return routes;
}
