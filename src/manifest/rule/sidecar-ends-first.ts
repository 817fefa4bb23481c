import type { Rule } from "../finding.ts";
import { isHelper } from "../model/helper-image.ts";
import { preStopOf } from "../model/pre-stop.ts";
import { isLasting } from "../model/workload.ts";
import { isMissing } from "../source/read-value.ts";
import { SIDECARS } from "./source.ts";

/** What the drain needs must outlive the drain. */
export const sidecarEndsFirst: Rule = {
  id: "sidecar-ends-first",
  level: "warning",
  title: "a proxy or a collector ends while the service still needs it",
  why:
    "All ordinary containers of a pod are signalled together. A proxy that is gone at once takes " +
    "the way to the database with it, and a collector the last log lines of the drain.",
  sources: [SIDECARS],
  *find({ workloads }) {
    for (const workload of workloads.filter(isLasting)) {
      const { containers, label } = workload;
      const ordinary = containers.filter(({ isSidecar }) => !isSidecar);
      if (ordinary.every(isHelper)) continue;
      for (const container of ordinary.filter(isHelper)) {
        if (container.budget || !isMissing(preStopOf(container))) continue;
        yield {
          at: container.spot,
          subject: label,
          what: `container "${container.name}" (${container.image}) is signalled with the service`,
          fix:
            "move it to initContainers, with restartPolicy: Always; then it ends after the service",
        };
      }
    }
  },
};
