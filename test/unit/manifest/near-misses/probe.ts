import { deployment, job } from "../rule-cases/manifest.ts";
import type { NearMisses } from "./near-miss.ts";

const BARE = deployment({}).replace(/^ +(readinessProbe|ports).*\n/gm, "");

/** A Service beside a deployment without ports. */
function served(service: string, bare = BARE): string {
  return `${bare}---\nkind: Service\nmetadata: { name: web }\nspec: ${service}\n`;
}

export const PROBE_NEAR_MISSES: NearMisses = {
  "missing-readiness": {
    "a pod that nobody replaces": {
      text: `kind: Pod
metadata: { name: orders }
spec: { containers: [{ name: orders, image: orders, ports: [{ containerPort: 80 }] }] }
`,
    },
    "a job with a port": {
      text: job("Job", "backoffLimit: 2", "restartPolicy: Never").replace(
        "image: job }]",
        "image: job, ports: [{ containerPort: 80 }] }]",
      ),
    },
    "a sidecar with a port": {
      text: deployment({
        pod:
          "initContainers: [{ name: sql, image: sql, restartPolicy: Always, ports: [{ containerPort: 5432 }] }]",
      }),
    },
    "a Service for others": {
      text: served("{ selector: { app: mail }, ports: [{ port: 80 }] }"),
    },
    "a Service for others that are called alike": {
      text: served("{ selector: { app: orders, tier: web }, ports: [{ port: 80 }] }"),
    },
    "a Service for a scraper": {
      text: served("{ selector: { app: orders }, ports: [{ name: metrics, port: 9090 }] }"),
    },
    "a Service for a port that is there for a scraper": {
      text: served(
        "{ selector: { app: orders }, ports: [{ port: 9090 }] }",
        BARE.replace(
          "image: orders",
          "image: orders\n          ports: [{ name: metrics, containerPort: 9090 }]",
        ),
      ),
    },
    "a Service of another namespace": {
      text: served("{ selector: { app: orders }, ports: [{ port: 80 }] }")
        .replace("{ name: web }", "{ name: web, namespace: other }"),
    },
    "a Service for a container that can say it": {
      text: served(
        "{ selector: { app: orders }, ports: [{ port: 80 }] }",
        `${BARE}        - name: web\n          image: web\n          readinessProbe: { tcpSocket: { port: 80 } }\n`,
      ),
    },
  },
  "liveness-like-readiness": {
    "the same connection, which says nothing of readiness": {
      text: deployment({ container: "livenessProbe: { tcpSocket: { port: http } }" })
        .replace("{ httpGet: { path: /readyz, port: http } }", "{ tcpSocket: { port: http } }"),
    },
  },
  "liveness-on-dependency": {
    "a host that a variable names": {
      text: deployment({
        container: 'livenessProbe: { exec: { command: [sh, -c, "curl -f http://$HOST:80/"] } }',
      }),
    },
    "the process itself": {
      text: deployment({
        container: "livenessProbe: { exec: { command: [curl, http://localhost:8080/livez] } }",
      }),
    },
  },
  "liveness-hasty": {
    "twice": {
      text: deployment({
        container:
          "livenessProbe: { httpGet: { path: /livez, port: http }, periodSeconds: 15, failureThreshold: 2 }",
      }),
    },
  },
  "startup-missing": {
    "a delay that is long enough": {
      text: deployment({
        container:
          "livenessProbe: { httpGet: { path: /livez, port: http }, initialDelaySeconds: 15, periodSeconds: 5 }",
      }),
    },
  },
  "probe-path-unknown": {
    "a question behind the path": {
      text: deployment({
        container: "livenessProbe: { httpGet: { path: '/livez?verbose=1', port: http } }",
      }).replace("path: /readyz", "path: '/readyz?verbose'"),
    },
  },
  "probe-port-unknown": {
    "a number as a text": {
      text: deployment({}).replace("port: http }", 'port: "8080" }'),
    },
  },
};
