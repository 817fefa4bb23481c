/**
 * The judge of shutdowns: it starts a command that serves HTTP, puts it under load, signals it, and
 * says from outside what was lost, what hung and why.
 *
 * @module
 */
export { verify, type VerifyOptions } from "./verify.ts";
export type { Plan, PlannedRoute } from "./plan/plan.ts";
export type { OnProgress, Progress } from "./progress.ts";
export type * from "./result.ts";
export { RESULT_FORMAT } from "./result.ts";
export type { Load, Route, RouteKind, Settings } from "./settings.ts";
export { SCENARIOS } from "./scenario/mod.ts";
