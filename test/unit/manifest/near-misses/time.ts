import { compose, deployment, job } from "../rule-cases/manifest.ts";
import type { NearMisses } from "./near-miss.ts";

/** A container beside the first one. */
function beside(lines: string): string {
  return `${deployment({})}        - ${lines}\n`;
}

export const TIME_NEAR_MISSES: NearMisses = {
  "grace-too-short": {
    "as much as is needed, to the second": {
      text: deployment({ pod: "terminationGracePeriodSeconds: 27" }),
    },
    "a hook that leaves as much as a service may take, and no budget": {
      text: deployment({ container: "lifecycle: { preStop: { sleep: { seconds: 5 } } }" }),
      budget: false,
    },
    "a hook of a proxy that leaves little": {
      text: beside(
        "{ name: sql, image: cloud-sql-proxy, lifecycle: { preStop: { sleep: { seconds: 20 } } } }",
      ),
      budget: false,
    },
    "a hook beside a service that is known": {
      text: beside(
        "{ name: web, image: nginx, lifecycle: { preStop: { sleep: { seconds: 20 } } } }",
      ),
    },
    "a hook of a sidecar that leaves little": {
      text: deployment({
        pod:
          "initContainers: [{ name: log, image: log, restartPolicy: Always, lifecycle: { preStop: { sleep: { seconds: 20 } } } }]",
      }),
      budget: false,
    },
    "what a variable says": {
      text: compose("stop_grace_period: ${GRACE}"),
    },
  },
  "outer-grace-wrong": {
    "less than the pod has": {
      text: deployment({
        container: "env: [{ name: QUIESCE_OUTER_GRACE_MS, value: '27000' }]",
      }),
    },
  },
  "no-delay": {
    "a hook that sleeps for it": {
      text: deployment({
        pod: "terminationGracePeriodSeconds: 40",
        container: "lifecycle: { preStop: { sleep: { seconds: 5 } } }",
      }),
      budget: { delayMs: 0 },
    },
    "a worker that nobody sends requests": {
      text: deployment({}).replace(/^ +(readinessProbe|ports).*\n/gm, ""),
      budget: { delayMs: 0 },
    },
  },
  "sidecar-ends-first": {
    "a proxy that is all there is": {
      text: deployment({}).replace("image: orders", "image: envoyproxy/envoy:v1.32"),
      budget: false,
    },
    "a collector that is the service itself": {
      text: beside("{ name: collector, image: my-otel-collector }"),
      budget: { identity: { service: "collector" } },
    },
    "a proxy that waits": {
      text: beside(
        "{ name: sql, image: cloud-sql-proxy, lifecycle: { preStop: { sleep: { seconds: 20 } } } }",
      ),
    },
    "a container that is known by nothing": {
      text: beside("{ name: log, image: tools }"),
    },
  },
  "deadline-below-grace": {
    "a deadline above the end": {
      text: job("Job", "activeDeadlineSeconds: 31", "restartPolicy: Never"),
    },
  },
};
