// One manifest and more for each rule. What is to be found stands behind its line: `# !rule`.
import type { Budget } from "../../../src/manifest/mod.ts";

/** A manifest, and what is to be told of it. */
export interface RuleCase {
  readonly text: string;
  readonly what: RegExp;
  readonly fix?: RegExp;
  readonly level?: "error" | "warning";
  /** Over the budget of a service that ends well. `false` for none at all. */
  readonly budget?: Partial<Budget> | false;
  readonly file?: string;
}

/** A deployment whose container is ready for everything, with more lines in three places. */
export function deployment(
  { container = "", pod = "", spec = "" }: Readonly<Record<string, string>>,
): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec:
  replicas: 3
${indented(spec, 2)}
  template:
    metadata: { labels: { app: orders } }
    spec:
${indented(pod, 6)}
      containers:
        - name: orders
          image: orders
          ports: [{ name: http, containerPort: 8080 }]
          readinessProbe: { httpGet: { path: /readyz, port: http } }
${indented(container, 10)}
`;
}

function indented(text: string, by: number): string {
  return text.split("\n").map((line) => " ".repeat(by) + line).join("\n");
}

function job(kind: "Job" | "CronJob", spec: string, pod: string): string {
  const [before, by] = kind === "Job" ? ["", 2] : ["  jobTemplate:\n    spec:\n", 6];
  const body = `${spec}\ntemplate:\n  spec:\n${
    indented(pod, 4)
  }\n    containers: [{ name: job, image: job }]`;
  return `apiVersion: batch/v1\nkind: ${kind}\nmetadata: { name: report }\nspec:\n${before}${
    indented(body, by)
  }\n`;
}

function disruptionBudget(spec: string): string {
  return `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: orders }
spec:
  selector: { matchLabels: { app: orders } }
  ${spec}
---
${deployment({})}`;
}

function knative(template: string): string {
  return `apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: orders }
spec:
  template:
    spec:
${indented(template, 6)}
`;
}

function compose(service: string): string {
  return `services:\n  orders:\n    build: .\n${indented(service, 4)}\n`;
}

function image(lines: string): string {
  return `FROM node:24\n${lines}\n`;
}

/** By the id of the rule, then by what is wrong. */
export const RULE_CASES: Readonly<Record<string, Readonly<Record<string, RuleCase>>>> = {
  "launcher-in-between": {
    "npm in a pod": {
      text: deployment({ container: "command: [npm, start] # !launcher-in-between" }),
      what: /"npm start" ends at the signal and leaves the service behind/,
    },
    "npm as arguments of the image": {
      text: deployment({ container: "args: [npm, run, start:prod] # !launcher-in-between" }),
      what: /"npm run start:prod" ends/,
    },
    "npm behind an init": {
      text: compose("command: tini -g -- npm start # !launcher-in-between\nstop_grace_period: 30s"),
      what: /"npm start" ends/,
    },
    "npm in a script, though by exec": {
      text: deployment({
        container: 'command: [sh, -c, "migrate && exec npm start"] # !launcher-in-between',
      }),
      what: /"npm start" ends/,
    },
    "npm as a line of a Dockerfile": {
      file: "Dockerfile",
      text: image("# !launcher-in-between\nCMD npm start"),
      what: /"npm start" ends/,
    },
    "the scripts of Node": {
      text: deployment({ container: "command: [node, --run, start] # !launcher-in-between" }),
      what: /"node --run start" ends/,
    },
    "the watcher of Deno": {
      text: deployment({ container: "command: [deno, run, --watch, a.ts] # !launcher-in-between" }),
      what: /stays alive itself/,
    },
    "yarn, of which it depends": {
      text: deployment({ container: "command: [yarn, start] # !launcher-in-between" }),
      what: /"yarn start" hands the signal on in some versions only/,
      level: "warning",
    },
  },
  "shell-in-between": {
    "a script of one program": {
      text: deployment({ container: "command: [sh, -c, node server.js] # !shell-in-between" }),
      what: /sh -c "node server.js" stays between/,
      fix: /^command: \["node", "server.js"\]$/,
    },
    "a script of two": {
      text: deployment({
        container: 'command: [sh, -ec, "migrate && node $APP"] # !shell-in-between',
      }),
      what: /stays between/,
      fix: /^command: \["sh", "-c", "migrate && exec node \$APP"\]$/,
    },
    "programs in the background": {
      text: compose(
        'entrypoint: [sh, -c, "a & b & wait"] # !shell-in-between\nstop_grace_period: 30s',
      ),
      what: /leaves programs in the background/,
      fix: /by "exec" as the last/,
    },
    "a line of a Dockerfile": {
      file: "Dockerfile",
      text: image("# !shell-in-between\nCMD node server.js"),
      what: /sh -c "node server.js"/,
      fix: /^CMD \["node", "server.js"\]$/,
    },
    "a line that only a shell understands": {
      file: "Dockerfile",
      text: image("# !shell-in-between\nENTRYPOINT node $APP"),
      what: /sh -c "node \$APP"/,
      fix: /^CMD \["sh", "-c", "exec node \$APP"\]$/,
    },
    "a script in a job, which ends by itself": {
      text: job("Job", "backoffLimit: 2", "restartPolicy: Never").replace(
        "image: job",
        "image: job, command: [sh, -c, node a.js]",
      ).replace(/(command: .*)$/m, "$1 # !shell-in-between"),
      what: /stays between/,
      level: "warning",
    },
  },
  "stop-signal-unheard": {
    "one that means something else": {
      file: "Dockerfile",
      text: image('# !stop-signal-unheard\nSTOPSIGNAL SIGQUIT\nCMD ["node", "server.js"]'),
      what: /^SIGQUIT makes the service dump$/,
    },
    "one that nobody listens to": {
      text: compose("stop_signal: SIGUSR2 # !stop-signal-unheard\nstop_grace_period: 30s"),
      what: /^SIGUSR2 is not listened to by the service$/,
    },
    "one that nobody can hear, by its number": {
      text: compose('stop_signal: "9" # !stop-signal-unheard'),
      budget: false,
      what: /^SIGKILL cannot be heard/,
    },
    "one of a container": {
      text: deployment({ container: "lifecycle: { stopSignal: SIGUSR1 } # !stop-signal-unheard" }),
      what: /^SIGUSR1 is not listened to/,
    },
  },
  "prestop-signals": {
    "a hook that kills": {
      text: deployment({
        container:
          "lifecycle: { preStop: { exec: { command: [kill, -TERM, '1'] } } } # !prestop-signals",
      }),
      what: /preStop of container "orders" runs "kill -TERM 1"/,
    },
    "a script that waits and kills": {
      text: deployment({
        pod: "terminationGracePeriodSeconds: 60",
        container:
          'lifecycle: { preStop: { exec: { command: [sh, -c, "sleep 5; pkill node"] } } } # !prestop-signals',
      }),
      what: /runs "pkill node"/,
    },
  },
  "children-without-init": {
    "a browser in a pod": {
      text: deployment({ container: "" }).replace(
        "image: orders",
        "image: ghcr.io/puppeteer/puppeteer:24 # !children-without-init",
      ),
      what: /brings a browser/,
    },
    "a browser in compose": {
      text: "services:\n  pdf:\n    image: browserless/chrome # !children-without-init\n",
      budget: false,
      what: /brings a browser/,
      fix: /^init: true$/,
    },
    "a browser that an image installs": {
      file: "Dockerfile",
      text: image(
        '# !children-without-init\nRUN apt-get install -y chromium\nCMD ["node", "a.js"]',
      ),
      what: /a browser is installed/,
    },
  },
  "grace-too-short": {
    "less than the budget": {
      text: deployment({ pod: "terminationGracePeriodSeconds: 20 # !grace-too-short" }),
      what: /the pod has 20 s, but the service may take 25 s: it is cut short by 5 s$/,
      fix: /^terminationGracePeriodSeconds: 27$/,
    },
    "the default, and a hook that sleeps": {
      text: deployment({
        container: "lifecycle: { preStop: { sleep: { seconds: 10 } } }",
      }).replace("    spec:\n", "    spec: # !grace-too-short\n"),
      what: /30 s \(terminationGracePeriodSeconds is not given\) less 10 s of preStop, but/,
      fix: /^terminationGracePeriodSeconds: 37$/,
    },
    "a hook that sleeps in a script": {
      text: deployment({
        pod: "terminationGracePeriodSeconds: 30 # !grace-too-short",
        container:
          'lifecycle: { preStop: { exec: { command: [/bin/sh, -c, "sleep 0.1m; true"] } } }',
      }),
      what: /less 6 s of preStop/,
    },
    "less than the margin": {
      text: deployment({ pod: "terminationGracePeriodSeconds: 26 # !grace-too-short" }),
      what: /leaves less than 2 s/,
      level: "warning",
    },
    "less than an extension": {
      text: deployment({ pod: "terminationGracePeriodSeconds: 30 # !grace-too-short" }),
      budget: { maxGraceMs: 60_000 },
      what: /may extend its end to 60 s$/,
      level: "warning",
      fix: /: 62$/,
    },
    "none at all, and no budget": {
      text: deployment({ pod: "terminationGracePeriodSeconds: 0 # !grace-too-short" }),
      budget: false,
      what: /killed without being asked/,
    },
    "a hook that takes all, and no budget": {
      text: deployment({
        container:
          "lifecycle: { preStop: { exec: { command: [sleep, '30'] } } } # !grace-too-short",
      }),
      budget: false,
      what: /preStop sleeps for 30 s, and the pod has 30 s/,
    },
    "a probe that gives less": {
      text: deployment({
        container:
          "livenessProbe:\n  httpGet: { path: /livez, port: http }\n  terminationGracePeriodSeconds: 5 # !grace-too-short",
      }),
      what: /livenessProbe gives 5 s after it has failed/,
      level: "warning",
    },
    "the default of compose": {
      text: compose("restart: always").replace("orders:", "orders: # !grace-too-short"),
      what: /stop_grace_period is not given, which means 10 s, but/,
      fix: /^stop_grace_period: 27s$/,
    },
    "too little in compose": {
      text: compose("stop_grace_period: 0m20s500ms # !grace-too-short"),
      what: /stop_grace_period is 20.5 s/,
    },
    "too little in Knative": {
      text: knative("timeoutSeconds: 10 # !grace-too-short\ncontainers: [{ image: orders }]"),
      what: /the pod has 10 s, but/,
      fix: /^timeoutSeconds: 27$/,
    },
  },
  "outer-grace-wrong": {
    "more than the pod has": {
      text: deployment({
        container:
          "env:\n  - name: QUIESCE_OUTER_GRACE_MS\n    value: '60000' # !outer-grace-wrong",
      }),
      what: /says 60000 ms, but from the signal to the kill it is 30000 ms$/,
    },
    "a hook forgotten": {
      text: deployment({
        pod: "terminationGracePeriodSeconds: 60",
        container:
          "lifecycle: { preStop: { sleep: { seconds: 10 } } }\nenv:\n  - name: QUIESCE_OUTER_GRACE_MS\n    value: '60000' # !outer-grace-wrong",
      }),
      what: /it is 50000 ms$/,
    },
    "a unit, in a list of compose": {
      text: compose(
        "stop_grace_period: 30s\nenvironment:\n  - QUIESCE_OUTER_GRACE_MS=30s # !outer-grace-wrong",
      ),
      what: /must be milliseconds above zero, got "30s"/,
    },
  },
  "no-delay": {
    "none": {
      text: deployment({}).replace("- name: orders", "- name: orders # !no-delay"),
      budget: { delayMs: 0 },
      what: /no delay \(delayMs is 0\), and no preStop sleeps/,
    },
    "little": {
      text: deployment({
        container: "lifecycle: { preStop: { sleep: { seconds: 1 } } }",
      }).replace("- name: orders", "- name: orders # !no-delay"),
      budget: { delayMs: 500 },
      what: /for 1.5 s only/,
      level: "warning",
    },
  },
  "sidecar-ends-first": {
    "a way to the database": {
      text: deployment({
        pod: "",
        container: "",
      }) +
        "        - name: sql # !sidecar-ends-first\n          image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2\n",
      what: /container "sql" .+ is signalled with the service/,
      fix: /restartPolicy: Always/,
    },
  },
  "deadline-below-grace": {
    "of a job": {
      text: job("Job", "activeDeadlineSeconds: 20 # !deadline-below-grace", "restartPolicy: Never"),
      what: /activeDeadlineSeconds is 20, and the end alone may take 30 s/,
    },
    "of a pod of a job that comes again": {
      text: job(
        "CronJob",
        "backoffLimit: 1",
        "restartPolicy: Never\nactiveDeadlineSeconds: 10 # !deadline-below-grace",
      ),
      what: /activeDeadlineSeconds is 10/,
    },
  },
  "missing-readiness": {
    "none": {
      text: deployment({}).replace(/^ +readinessProbe.*\n/m, "").replace(
        "- name: orders",
        "- name: orders # !missing-readiness",
      ),
      what: /has ports and no readinessProbe/,
      fix: /path: \/readyz\n {4}port: http\n/,
    },
  },
  "liveness-like-readiness": {
    "the same question": {
      text: deployment({
        container: "livenessProbe: { exec: { command: [check] } } # !liveness-like-readiness",
      }).replace("{ httpGet: { path: /readyz, port: http } }", "{ exec: { command: [check] } }"),
      what: /livenessProbe and readinessProbe ask the same/,
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
  },
  "probe-port-unknown": {
    "a name": {
      text: deployment({
        container: "livenessProbe: { httpGet: { path: /livez, port: web } } # !probe-port-unknown",
      }),
      what: /asks the port "web"; named are: http$/,
    },
  },
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
