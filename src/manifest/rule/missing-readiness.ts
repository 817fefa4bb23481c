import type { Rule } from "../finding.ts";
import type { Container, Workload } from "../model/workload.ts";
import { isServing, servedPorts, servingContainers } from "../model/workload.ts";
import { isMissing, numberAt, textAt } from "../source/read-value.ts";
import { PROBES } from "./source.ts";

/** What is sent requests must be able to say that it wants none. */
export const missingReadiness: Rule = {
  id: "missing-readiness",
  level: "error",
  otherwise: {
    level: "warning",
    when: "it is a DaemonSet, whose pods are often reached by their nodes alone",
  },
  title: "a container serves, but cannot say when it is ready",
  why:
    "Without a readiness probe a container is sent requests as soon as its process exists, and a " +
    "rollout goes on to the next pod before this one can answer.",
  sources: [PROBES],
  *find({ workloads }) {
    for (const workload of workloads.filter(isServing)) {
      for (const container of servingContainers(workload)) {
        if (!isMissing(container.spot.at("readinessProbe"))) continue;
        yield {
          at: container.spot,
          subject: workload.label,
          // Its pods are often reached by their nodes alone.
          level: workload.kind === "DaemonSet" ? "warning" : "error",
          what: `container "${container.name}" ${reasonOf(container, workload)} no readinessProbe`,
          fix: fixOf(container, workload),
        };
      }
    }
  },
};

function reasonOf(container: Container, { service }: Workload): string {
  if (servedPorts(container).length > 0 || !service) return "has ports and";
  return `is sent requests by the Service "${
    textAt(service.at("metadata", "name")) ?? ""
  }" and has`;
}

function fixOf(container: Container, { service }: Workload): string {
  const [port] = servedPorts(container);
  const target = port
    ? textAt(port.at("name")) ?? numberAt(port.at("containerPort"))
    : service && numberAt(service.at("spec", "ports", 0, "targetPort"));
  const path = container.budget?.probes?.ready[0] ?? "/readyz";
  return `readinessProbe:\n  httpGet:\n    path: ${path}\n    port: ${
    target ?? 8080
  }\n  periodSeconds: 2`;
}
