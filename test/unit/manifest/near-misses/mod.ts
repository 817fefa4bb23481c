// What is nearly wrong, for each rule. Nothing may be found in it.
import type { NearMisses } from "./near-miss.ts";
import { PROBE_NEAR_MISSES } from "./probe.ts";
import { ROLLOUT_NEAR_MISSES } from "./rollout.ts";
import { SIGNAL_NEAR_MISSES } from "./signal.ts";
import { TIME_NEAR_MISSES } from "./time.ts";

/** By the id of the rule, then by why nothing is found. */
export const NEAR_MISSES: NearMisses = {
  ...SIGNAL_NEAR_MISSES,
  ...TIME_NEAR_MISSES,
  ...PROBE_NEAR_MISSES,
  ...ROLLOUT_NEAR_MISSES,
};
