import type { Rule } from "../finding.ts";
import { replicasOf } from "../model/replicas.ts";
import type { Workload } from "../model/workload.ts";
import { isMissing, itemsAt } from "../source/read-value.ts";
import type { Spot } from "../source/spot.ts";
import { awayIn } from "./rollout-removes-all.ts";
import { DEPLOYMENT } from "./source.ts";

/** A port of the node is there once. */
export const hostPortRollout: Rule = {
  id: "host-port-rollout",
  level: "warning",
  title: "a rollout needs a port of the node that the old pod still holds",
  why:
    "A port of the node belongs to one pod. A new pod waits for a node where it is free, and the " +
    "rollout, which stops no old pod before a new one is ready, waits for the new pod.",
  sources: [`${DEPLOYMENT}#strategy`],
  *find(manifests) {
    for (const workload of manifests.workloads) {
      if (workload.kind !== "Deployment") continue;
      const at = hostPortOf(workload);
      const { count } = replicasOf(workload, manifests);
      if (!at || awayIn(workload, count).away > 0 || isRecreated(workload)) continue;
      yield {
        at,
        subject: workload.label,
        what: `${
          at.path.split(".").at(-1)
        } is used, and a rollout stops no pod before it starts another`,
        fix: "a Service in place of the node's port; or a DaemonSet; or maxUnavailable: 1",
      };
    }
  },
};

function hostPortOf({ pod, containers }: Workload): Spot | undefined {
  const network = pod.at("hostNetwork");
  if (
    network.value === true && containers.some(({ spot }) => itemsAt(spot.at("ports")).length > 0)
  ) {
    return network;
  }
  return containers.flatMap(({ spot }) => itemsAt(spot.at("ports")))
    .map((port) => port.at("hostPort"))
    .find((port) => !isMissing(port));
}

function isRecreated({ spec }: Workload): boolean {
  return spec.at("strategy", "type").value === "Recreate";
}
