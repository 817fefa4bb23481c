/**
 * How long to serve on, how long to drain and how long a grace period to ask for: the chance that a
 * rolling deploy loses a request, computed, simulated, and turned into the options of a lifecycle.
 *
 * @module
 */
export type { DeployOptions } from "./deploy.ts";
export type { DurationPart, Durations } from "./durations.ts";
export { durationsFrom, type DurationsOptions } from "./durations-from.ts";
export { type Bucket, durationsFromHistogram } from "./durations-from-histogram.ts";
export { durationsFromRequests, type Interval } from "./durations-from-requests.ts";
export {
  durationsFromVerification,
  type Verification,
  type VerificationOptions,
} from "./durations-from-verification.ts";
export { type CheckOptions, lagOfChecks } from "./lag-of-checks.ts";
export { type Loss, lossChance, type LossEstimate, type LossOptions } from "./loss-chance.ts";
export { recommend, type Recommendation, type RecommendOptions } from "./recommend.ts";
export { simulate, type SimulatedDeploy, type SimulateOptions } from "./simulate.ts";
