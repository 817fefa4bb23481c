/**
 * Fits a life into Kubernetes: probes, its budget as data, and whether it fits into the outer one.
 *
 * @module
 */
export {
  describe,
  type DescribedProbes,
  type Description,
  DESCRIPTION_FORMAT,
} from "./describe.ts";
export { type OuterLimitOptions, warnOfOuterLimit } from "./outer-limit.ts";
export {
  fitOf,
  type InnerLimit,
  MARGIN_MS,
  OUTER_GRACE_VARIABLE,
  type OuterFit,
} from "../host/mod.ts";
export {
  type CheckChanged,
  type CheckedProbe,
  type CheckFunction,
  type DependencyCheck,
  type ProbeHandler,
  type ProbeOptions,
  type ProbeRequest,
  probes,
} from "../http/mod.ts";
