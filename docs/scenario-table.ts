// What the scenarios of `quiesce verify` say of themselves.
import { SCENARIOS } from "../src/verify/scenario/mod.ts";
import type { Scenario, ScenarioGroup } from "../src/verify/scenario/scenario.ts";
import { type Route, ROUTE_KINDS, type RouteKind, type Settings } from "../src/verify/settings.ts";
import { table } from "./markdown.ts";

/** The groups, in the order in which the page tells them. */
export const SCENARIO_GROUPS: readonly ScenarioGroup[] = [
  "requests",
  "connections",
  "signals",
  "process",
  "dependencies",
];

/** A table of the scenarios of one group: what each tries, demands and needs. */
export function scenarioTable(group: ScenarioGroup): string {
  const rows = SCENARIOS.filter((each) => each.group === group).map((scenario) => [
    `\`${scenario.id}\``,
    scenario.title,
    scenario.promise,
    needsOf(scenario).join(", ") || "nothing",
    processesOf(scenario),
  ]);
  return table(["id", "what it tries", "what a careful server does", "needs", "processes"], rows);
}

/** What it cannot do without: it is asked again and again, with one thing taken away. */
function needsOf(scenario: Scenario): readonly string[] {
  const without = [
    ...ROUTE_KINDS.map((kind) => ({
      name: `route \`${kind}\``,
      settings: { ...COMPLETE, routes: routesBut(kind) },
    })),
    { name: "HTTP/2", settings: { ...COMPLETE, http2: false } },
    { name: "a dependency", settings: withoutDependency() },
  ];
  return without.filter(({ settings }) => scenario.needs(settings) !== undefined)
    .map(({ name }) => name);
}

function processesOf(scenario: Scenario): string {
  const count = String(scenario.variants?.(COMPLETE).length ?? 1);
  return scenario.loud ? `${count}, alone` : count;
}

function routesBut(missing?: RouteKind): Settings["routes"] {
  const kinds = ROUTE_KINDS.filter((kind) => kind !== missing);
  return Object.fromEntries(kinds.map((kind) => [kind, routeOf(kind)]));
}

function routeOf(kind: RouteKind): Route {
  return { kind, method: "GET", path: `/${kind}`, headers: {}, status: 200, tookMs: 1_000 };
}

function withoutDependency(): Settings {
  const { dependency: _dependency, ...others } = COMPLETE;
  return others;
}

/** Settings that lack nothing. */
const COMPLETE: Settings = {
  command: ["node", "server.js"],
  cwd: ".",
  environment: {},
  signal: "SIGTERM",
  graceMs: 10_000,
  startMs: 15_000,
  rounds: 1,
  jobs: 1,
  load: { clients: 50, requests: 20, idle: 20, crowd: 1_000, burst: 50 },
  routes: routesBut(),
  dependency: { variable: "DATABASE_URL", value: "127.0.0.1:5432" },
  delayMs: 0,
  http2: true,
};
