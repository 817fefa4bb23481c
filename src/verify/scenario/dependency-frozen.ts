import { dependencyScenario } from "./dependency.ts";
import type { Scenario } from "./scenario.ts";

/** It takes everything and says nothing: the worst, since nobody is told. */
export const dependencyFrozen: Scenario = dependencyScenario({
  id: "dependency-frozen",
  title: "Dependency frozen",
  promise: "Though its dependency says nothing any more, the process ends in time.",
  fault: "blackhole",
  isTold: false,
});
