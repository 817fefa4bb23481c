/**
 * The judge of shutdowns: it starts a command that serves HTTP, puts it under load, signals it, and
 * says from outside what was lost, what hung and why.
 *
 * @module
 */
export { Interrupted, verify, type VerifyOptions } from "./verify.ts";
export type { Plan, PlannedRoute, PlannedRoutes } from "./plan/plan.ts";
export { PlanError } from "./plan/plan-error.ts";
export { planData, planText } from "./plan/plan-text.ts";
export { DURATION_FORM, durationMs } from "./plan/duration.ts";
export { mergePlans } from "./plan/merge-plans.ts";
export { shownValue, valueAt } from "./plan/problem.ts";
export { prepare, type Prepared } from "./plan/prepare.ts";
export { checkedPart, type PartialPlan, readPlan } from "./plan/read-plan.ts";
export { DEFAULTS, settingsOf } from "./plan/settings-of.ts";
export type { OnProgress, Progress } from "./progress.ts";
export type * from "./result.ts";
export { RESULT_FORMAT } from "./result.ts";
export type { Load, Route, RouteKind, Settings } from "./settings.ts";
export { SCENARIOS } from "./scenario/mod.ts";
export { VERSION } from "./version.ts";
