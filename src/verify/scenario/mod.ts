import { idleExit } from "./idle-exit.ts";
import type { Scenario } from "./scenario.ts";
import { slowRequests } from "./slow-requests.ts";

/** Every scenario, in the order in which they are told. */
export const SCENARIOS: readonly Scenario[] = [
  idleExit,
  slowRequests,
];
