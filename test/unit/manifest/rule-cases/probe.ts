import { deployment } from "./manifest.ts";
import type { RuleCases } from "./rule-case.ts";

const OWN_PORT = { live: ["/livez"], ready: ["/readyz"], started: ["/startupz"] };

export const PROBE_CASES: RuleCases = {
  "missing-readiness": {
    "none": {
      text: deployment({}).replace(/^ +readinessProbe.*\n/m, "").replace(
        "- name: orders",
        "- name: orders # !missing-readiness",
      ),
      what: /has ports and no readinessProbe/,
      fix: /path: \/readyz\n {4}port: http\n/,
    },
    "none, though a Service sends requests": {
      text: `${
        deployment({}).replace(/^ +(readinessProbe|ports).*\n/gm, "").replace(
          "- name: orders",
          "- name: orders # !missing-readiness",
        )
      }---\nkind: Service\nmetadata: { name: web }\nspec: { selector: { app: orders }, ports: [{ port: 80, targetPort: 3000 }] }\n`,
      what: /is sent requests by the Service "web" and has no readinessProbe/,
      fix: /port: 3000\n/,
    },
    "none, for each node": {
      text: deployment({})
        .replace("kind: Deployment", "kind: DaemonSet")
        .replace(/^ +readinessProbe.*\n/m, "")
        .replace("- name: orders", "- name: orders # !missing-readiness"),
      what: /has ports and no readinessProbe/,
      level: "warning",
    },
  },
  "liveness-like-readiness": {
    "the same question": {
      text: deployment({
        container: "livenessProbe: { exec: { command: [check] } } # !liveness-like-readiness",
      }).replace("{ httpGet: { path: /readyz, port: http } }", "{ exec: { command: [check] } }"),
      what: /livenessProbe and readinessProbe ask the same/,
      level: "warning",
    },
    "the readiness of the service, with little patience": {
      text: deployment({
        container:
          "livenessProbe: # !liveness-like-readiness\n  httpGet: { path: /ok, port: http }\n  periodSeconds: 5\nstartupProbe: { tcpSocket: { port: http } }",
      }).replace("/readyz", "/ok"),
      budget: { probes: { live: ["/livez"], ready: ["/ok"], started: [] } },
      what:
        /asks "\/ok", which is the readiness of the service; it gives up after 15 s, and the drain may take 25 s$/,
    },
    "a path that says so": {
      text: deployment({
        container:
          "livenessProbe: { httpGet: { path: /health/ready, port: 9000 } } # !liveness-like-readiness",
      }),
      budget: false,
      what: /which sounds like readiness/,
      level: "warning",
    },
  },
  "liveness-on-dependency": {
    "a host of its own": {
      text: deployment({
        container:
          "livenessProbe: { httpGet: { host: db.example, path: /, port: 80 } } # !liveness-on-dependency",
      }),
      budget: false,
      what: /asks the host "db.example"/,
    },
    "a database": {
      text: deployment({
        container:
          "livenessProbe: { exec: { command: [pg_isready, -h, postgres] } } # !liveness-on-dependency",
      }),
      what: /asks the host "postgres"/,
    },
    "an address in a script": {
      text: deployment({
        container:
          'livenessProbe: { exec: { command: [sh, -c, "curl -f http://auth:80/ok"] } } # !liveness-on-dependency',
      }),
      what: /asks the host "auth"/,
    },
  },
  "liveness-hasty": {
    "once": {
      text: deployment({
        container:
          "livenessProbe:\n  httpGet: { path: /livez, port: http }\n  periodSeconds: 30\n  failureThreshold: 1 # !liveness-hasty",
      }),
      what: /failureThreshold of 1/,
    },
  },
  "startup-missing": {
    "nine seconds": {
      text: deployment({
        container:
          "livenessProbe: # !startup-missing\n  httpGet: { path: /livez, port: http }\n  periodSeconds: 3",
      }),
      what: /has 9 s to start/,
    },
  },
  "probe-path-unknown": {
    "readiness that is liveness": {
      text: deployment({}).replace(
        "{ httpGet: { path: /readyz, port: http } }",
        "{ httpGet: { port: http, path: /livez } } # !probe-path-unknown",
      ),
      what: /asks "\/livez", which stays green while the service drains/,
      level: "error",
    },
    "readiness that nobody answers": {
      text: deployment({}).replace(
        "{ httpGet: { path: /readyz, port: http } }",
        "{ httpGet: { port: http, path: /ready } } # !probe-path-unknown",
      ),
      what: /where the service has no probe/,
    },
    "liveness that nobody answers": {
      text: deployment({
        container: "livenessProbe: { httpGet: { path: /up, port: http } } # !probe-path-unknown",
      }),
      what: /livenessProbe asks "\/up"/,
    },
    "readiness on the port that takes traffic": {
      text: deployment({}).replace(
        "{ httpGet: { path: /readyz, port: http } }",
        "{ httpGet: { path: /readyz, port: http } } # !probe-path-unknown",
      ),
      budget: { probes: { ...OWN_PORT, ports: { "/readyz": [9000] } } },
      what: /readinessProbe asks "\/readyz" on port 8080, and .+ on 9000 only/,
      fix: /^port: 9000$/,
    },
    "liveness on the port that takes traffic, by its number": {
      text: deployment({
        container: "livenessProbe: { httpGet: { path: /livez, port: 8080 } } # !probe-path-unknown",
      })
        .replace("port: http", "port: probes")
        .replace("ports: [", "ports: [{ name: probes, containerPort: 9000 }, "),
      budget: {
        probes: { ...OWN_PORT, ports: { "/readyz": [9000], "/livez": [9000] } },
      },
      what: /livenessProbe asks "\/livez" on port 8080/,
      fix: /^port: probes$/,
    },
  },
  "probe-port-unknown": {
    "a name, of a sidecar": {
      text: deployment({
        pod:
          "initContainers:\n  - name: log\n    image: log\n    restartPolicy: Always\n    readinessProbe: { httpGet: { path: /, port: web } } # !probe-port-unknown",
      }),
      what: /of container "log" asks the port "web"; named are: none$/,
    },
    "a name": {
      text: deployment({
        container: "livenessProbe: { httpGet: { path: /livez, port: web } } # !probe-port-unknown",
      }),
      what: /asks the port "web"; named are: http$/,
    },
    "a name that is mistyped": {
      text: deployment({
        container: "livenessProbe: { httpGet: { path: /livez, port: htpp } } # !probe-port-unknown",
      }),
      what: /asks the port "htpp"; did you mean "http"\?$/,
      fix: /^port: http$/,
    },
  },
};
