import type { OnProgress } from "../progress.ts";
import { probe } from "../probe/mod.ts";
import type { RouteRecord } from "../result.ts";
import { SCENARIOS } from "../scenario/mod.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Settings } from "../settings.ts";
import type { Plan } from "./plan.ts";
import { PlanError } from "./plan-error.ts";
import { checkedPlan } from "./read-plan.ts";
import { settingsOf } from "./settings-of.ts";

/** What a plan comes to, once all that it does not say was found out. */
export interface Prepared {
  readonly settings: Settings;
  readonly scenarios: readonly Scenario[];
  /** What `/` says, when no route was found. */
  readonly rootStatus?: number;
}

/**
 * Fills in what the plan does not say: by defaults, and by what a first start of the service shows.
 *
 * @throws {PlanError} if the plan is wrong.
 * @throws {StartError} if the service cannot be started, or is never ready.
 */
export async function prepare(
  given: Plan,
  onProgress: OnProgress,
  signal?: AbortSignal,
): Promise<Prepared> {
  const plan = checkedPlan(given);
  const scenarios = chosen(plan);
  const told = settingsOf(plan);
  onProgress({ kind: "probing" });
  const { elsewhere, rootStatus, ...found } = await probe(told, plan.routes ?? {}, signal);
  if (elsewhere) onProgress({ kind: "elsewhere", port: elsewhere.port });
  // A port that it takes whatever it is told can be held by one process at a time.
  const settings = { ...told, ...found, ...(elsewhere && { jobs: 1 }) };
  const root = rootStatus === undefined ? {} : { rootStatus };
  const routes = routeRecords(settings);
  onProgress({ kind: "probed", routes, scenarios: scenarios.length, ...root });
  return { settings, scenarios, ...root };
}

/** The routes as they are told and stored: without headers, which may hold a password. */
export function routeRecords({ routes }: Settings): readonly RouteRecord[] {
  return Object.values(routes).map(({ headers: _headers, answers: _answers, ...route }) => route);
}

function chosen({ scenarios, skip = [] }: Plan): readonly Scenario[] {
  const isWanted = (id: string): boolean => !scenarios || scenarios.includes(id);
  const left = SCENARIOS.filter(({ id }) => isWanted(id) && !skip.includes(id));
  if (left.length > 0) return left;
  throw new PlanError("Cannot verify: every scenario is left out; take one of them in again");
}
