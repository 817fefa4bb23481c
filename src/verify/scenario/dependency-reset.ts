import { dependencyScenario } from "./dependency.ts";
import type { Scenario } from "./scenario.ts";

/** Every connection breaks, and every new one. */
export const dependencyReset: Scenario = dependencyScenario({
  id: "dependency-reset",
  title: "Dependency reset",
  promise: "Though its connections break, every request gets an answer, and the process ends.",
  fault: "reset",
  isTold: true,
});
