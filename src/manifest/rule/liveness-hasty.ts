import type { Rule } from "../finding.ts";
import { numberAt } from "../source/read-value.ts";
import { PROBES } from "./source.ts";

/** One missed answer is no proof of death. */
export const livenessHasty: Rule = {
  id: "liveness-hasty",
  level: "warning",
  title: "a single missed answer restarts the container",
  why:
    "A collection of garbage or a busy machine makes a healthy service miss one probe. Restarts " +
    "under load put the load on the others, which then miss theirs.",
  sources: [PROBES],
  *find({ workloads }) {
    for (const { containers, label } of workloads) {
      for (const { spot, name } of containers) {
        const at = spot.at("livenessProbe", "failureThreshold");
        if (numberAt(at) !== 1) continue;
        const what = `livenessProbe of container "${name}" has a failureThreshold of 1`;
        yield { at, subject: label, what, fix: "failureThreshold: 3" };
      }
    }
  },
};
