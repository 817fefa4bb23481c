import { compose, deployment, disruptionBudget, job, knative } from "./manifest.ts";
import type { RuleCases } from "./rule-case.ts";

export const ROLLOUT_CASES: RuleCases = {
  "rollout-removes-all": {
    "all by a share": {
      text: deployment({
        spec: "strategy: { rollingUpdate: { maxUnavailable: 100% } } # !rollout-removes-all",
      }),
      what: /lets a rollout stop 3 of 3 at once/,
    },
    "the only one": {
      text: deployment({
        spec: "strategy: { rollingUpdate: { maxUnavailable: 1 } } # !rollout-removes-all",
      }).replace("replicas: 3", "paused: false"),
      what: /stop 1 of 1 \(replicas is not given\) at once/,
      level: "warning",
    },
    "the only one, as it is written": {
      text: deployment({
        spec: "strategy: { rollingUpdate: { maxUnavailable: 1 } } # !rollout-removes-all",
      }).replace("replicas: 3", "replicas: 1"),
      what: /stop 1 of 1 at once/,
    },
    "half, and none in their place": {
      text: deployment({
        spec:
          "strategy: { rollingUpdate: { maxUnavailable: 2, maxSurge: 0 } } # !rollout-removes-all",
      }),
      what: /stops 2 of 3 at once, and maxSurge puts none/,
      level: "warning",
    },
    "all before one": {
      text: deployment({ spec: "strategy: { type: Recreate } # !rollout-removes-all" }),
      what: /Recreate/,
      level: "warning",
    },
    "the pods of a set": {
      text: deployment({
        spec: "updateStrategy: { rollingUpdate: { maxUnavailable: 3 } } # !rollout-removes-all",
      }).replace("kind: Deployment", "kind: StatefulSet"),
      what: /3 of 3 at once/,
    },
    "the pods of all nodes": {
      text: deployment({
        spec: "updateStrategy: { rollingUpdate: { maxUnavailable: 100% } } # !rollout-removes-all",
      }).replace("kind: Deployment", "kind: DaemonSet"),
      what: /of all nodes at once/,
    },
    "the only one of its autoscaler": {
      text: deployment({
        spec: "strategy: { rollingUpdate: { maxUnavailable: 2 } } # !rollout-removes-all",
      }).replace("replicas: 3", "paused: false") +
        "---\nkind: HorizontalPodAutoscaler\nspec:\n  minReplicas: 2\n  scaleTargetRef: { kind: Deployment, name: orders }\n",
      what: /stop 2 of 2 at once/,
    },
    "the only one of compose": {
      text: compose(
        "stop_grace_period: 30s\ndeploy:\n  update_config: { delay: 10s } # !rollout-removes-all",
      ),
      what: /stops 1 of 1 at once/,
      level: "warning",
    },
    "all of compose": {
      text: compose(
        "stop_grace_period: 30s\ndeploy:\n  replicas: 2\n  update_config: { parallelism: 0 } # !rollout-removes-all",
      ),
      what: /stops 2 of 2 at once/,
    },
  },
  "disruption-budget": {
    "nothing is protected": {
      text: disruptionBudget("minAvailable: 0 # !disruption-budget"),
      what: /minAvailable allows all pods to go/,
    },
    "all may go": {
      text: disruptionBudget("maxUnavailable: 100% # !disruption-budget"),
      what: /maxUnavailable allows all pods to go/,
    },
    "none may go": {
      text: disruptionBudget("maxUnavailable: 0 # !disruption-budget"),
      what: /allows no pod to go/,
    },
    "none may go, in the namespace that is the default": {
      text: disruptionBudget("minAvailable: 3 # !disruption-budget")
        .replace("{ name: orders }", "{ name: orders, namespace: default }"),
      what: /minAvailable is 3, and Deployment "orders" has 3/,
    },
    "none may go, of what is scaled": {
      text: disruptionBudget("minAvailable: 2 # !disruption-budget")
        .replace("replicas: 3", "paused: false")
        .replace("kind: Deployment", "kind: StatefulSet") +
        "---\nkind: HorizontalPodAutoscaler\nspec:\n  minReplicas: 2\n  scaleTargetRef: { kind: StatefulSet, name: orders }\n",
      what: /minAvailable is 2, and StatefulSet "orders" has 2/,
    },
    "none may go, by count": {
      text: disruptionBudget("minAvailable: 3 # !disruption-budget"),
      what: /minAvailable is 3, and Deployment "orders" has 3/,
    },
  },
  "host-port-rollout": {
    "a port of the node": {
      text: deployment({}).replace(
        /ports: .*/,
        "ports: [{ name: http, containerPort: 80, hostPort: 80 }] # !host-port-rollout",
      ),
      what: /^hostPort is used/,
    },
    "the network of the node": {
      text: deployment({ pod: "hostNetwork: true # !host-port-rollout" }),
      what: /^hostNetwork is used/,
    },
  },
  "job-restart-policy": {
    "the default": {
      text: job("Job", "backoffLimit: 1", "").replace(
        "  spec:\n",
        "  spec: # !job-restart-policy\n",
      ),
      what: /is not given, which means Always/,
    },
    "always": {
      text: job("CronJob", "backoffLimit: 1", "restartPolicy: Always # !job-restart-policy"),
      what: /restartPolicy is "Always"/,
    },
  },
  "knative-unsupported": {
    "a grace period": {
      text: knative(
        "terminationGracePeriodSeconds: 30 # !knative-unsupported\ncontainers: [{ image: orders }]",
      ),
      what: /terminationGracePeriodSeconds cannot be set/,
    },
    "a grace period of nothing": {
      text: knative(
        "terminationGracePeriodSeconds: 0 # !knative-unsupported\ncontainers: [{ image: orders }]",
      ),
      what: /terminationGracePeriodSeconds cannot be set/,
    },
    "a hook of which nothing is taken from the time": {
      text: knative(
        "containers:\n  - image: orders\n    lifecycle: { preStop: { sleep: { seconds: 290 } } } # !knative-unsupported",
      ),
      what: /lifecycle cannot be set/,
    },
    "a hook": {
      text: knative(
        "containers:\n  - image: orders\n    lifecycle: { preStop: { sleep: { seconds: 400 } } } # !knative-unsupported",
      ),
      what: /lifecycle cannot be set/,
    },
  },
  "unexpected-value": {
    "a time with a unit": {
      text: deployment({ pod: "terminationGracePeriodSeconds: 30s # !unexpected-value" }),
      what: /terminationGracePeriodSeconds must be a whole number of zero or more, got "30s"/,
    },
    "a time without one": {
      text: compose("stop_grace_period: 30 # !unexpected-value"),
      budget: false,
      what: /stop_grace_period must be a time with its unit, got 30/,
      fix: /^stop_grace_period: 30s$/,
    },
    "a time without one, of a service that says what it takes": {
      text: compose("stop_grace_period: 5 # !unexpected-value"),
      budget: { graceMs: 10_000, maxGraceMs: 10_000 },
      what: /stop_grace_period must be a time with its unit, got 5$/,
      fix: /^stop_grace_period: 12s$/,
    },
    "a line in place of words": {
      text: deployment({ container: "command: node server.js # !unexpected-value" }),
      what: /command must be a list of words, got "node server.js"/,
    },
    "a probe that is a text": {
      text: deployment({ container: "livenessProbe: yes please # !unexpected-value" }),
      what: /livenessProbe must be a map/,
    },
  },
};
