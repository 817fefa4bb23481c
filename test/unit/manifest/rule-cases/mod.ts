// One manifest and more for each rule. What is to be found stands behind its line: `# !rule`.
import { PROBE_CASES } from "./probe.ts";
import { ROLLOUT_CASES } from "./rollout.ts";
import type { RuleCases } from "./rule-case.ts";
import { SIGNAL_CASES } from "./signal.ts";
import { TIME_CASES } from "./time.ts";

export { deployment } from "./manifest.ts";

/** By the id of the rule, then by what is wrong. */
export const RULE_CASES: RuleCases = {
  ...SIGNAL_CASES,
  ...TIME_CASES,
  ...PROBE_CASES,
  ...ROLLOUT_CASES,
};
