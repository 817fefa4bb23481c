import { deployment, disruptionBudget, job } from "../rule-cases/manifest.ts";
import type { NearMisses } from "./near-miss.ts";

/** An autoscaler beside a deployment that may lose one. */
function scaled(metadata: string, target: string): string {
  const scaler = `kind: HorizontalPodAutoscaler
metadata: ${metadata}
spec: { minReplicas: 1, scaleTargetRef: ${target} }`;
  return `${disruptionBudget("minAvailable: 1")}---\n${scaler}\n`
    .replace("replicas: 3", "paused: false")
    .replace("kind: Deployment", "kind: StatefulSet");
}

export const ROLLOUT_NEAR_MISSES: NearMisses = {
  "rollout-removes-all": {
    "one of three": {
      text: deployment({ spec: "strategy: { rollingUpdate: { maxUnavailable: 1 } }" }),
    },
    "all of none": {
      text: deployment({ spec: "strategy: { rollingUpdate: { maxUnavailable: 1 } }" })
        .replace("replicas: 3", "replicas: 0"),
    },
  },
  "disruption-budget": {
    "one of another namespace": {
      text: disruptionBudget("minAvailable: 3")
        .replace("{ name: orders }", "{ name: orders, namespace: other }"),
    },
    "one of other pods": {
      text: disruptionBudget("minAvailable: 3").replace("{ app: orders } }", "{ app: mail } }"),
    },
    "an autoscaler of another kind": {
      text: scaled("{ name: a }", "{ kind: Deployment, name: orders }"),
    },
    "an autoscaler of another namespace": {
      text: scaled("{ namespace: other }", "{ kind: StatefulSet, name: orders }"),
    },
  },
  "host-port-rollout": {
    "who stops all before": {
      text: deployment({ spec: "strategy: { type: Recreate }" }).replace(
        /ports: .*/,
        "ports: [{ name: metrics, containerPort: 80, hostPort: 80 }]",
      ).replace("port: http", "port: metrics"),
    },
    "the network of the node without a port": {
      text: deployment({ pod: "hostNetwork: true" }).replace(/^ +(readinessProbe|ports).*\n/gm, ""),
    },
  },
  "job-restart-policy": {
    "again where it has failed": {
      text: job("Job", "backoffLimit: 2", "restartPolicy: OnFailure"),
    },
  },
  "unexpected-value": {
    "a share": {
      text: deployment({ spec: 'strategy: { rollingUpdate: { maxUnavailable: "25%" } }' }),
    },
  },
};
