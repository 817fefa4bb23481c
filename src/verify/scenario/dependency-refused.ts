import { dependencyScenario } from "./dependency.ts";
import type { Scenario } from "./scenario.ts";

/** It was stopped: what was open has ended, and nobody listens. */
export const dependencyRefused: Scenario = dependencyScenario({
  id: "dependency-refused",
  title: "Dependency gone",
  promise: "Though its dependency is gone, every request gets an answer, and the process ends.",
  fault: "refuse",
  isTold: true,
});
