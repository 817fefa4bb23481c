/**
 * Looks at manifests for what keeps a service from ending well: signals that do not arrive, time
 * that is not there, probes that say the wrong thing.
 *
 * @module
 */
export {
  CHECK_FORMAT,
  type Checked,
  checkManifests,
  type CheckOptions,
  type CheckResult,
  type ManifestFile,
} from "./check.ts";
export type { Finding, Level, Rule } from "./finding.ts";
export { type Budget, readBudget } from "./model/budget.ts";
export { RULES } from "./rule/mod.ts";
export { sarifOf, type Tool } from "./sarif.ts";
export { isDockerfile } from "./source/dockerfile.ts";
export type { Unread } from "./source/read-yaml.ts";
