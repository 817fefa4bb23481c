import { compose, deployment, job, knative } from "./manifest.ts";
import type { RuleCases } from "./rule-case.ts";

export const TIME_CASES: RuleCases = {
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
    "a hook that sleeps again and again": {
      text: deployment({
        pod: "terminationGracePeriodSeconds: 30 # !grace-too-short",
        container: 'lifecycle: { preStop: { exec: { command: [sh, -c, "sleep 3; sleep 4 5s"] } } }',
      }),
      what: /less 12 s of preStop/,
    },
    "a hook that leaves a second, and no budget": {
      text: deployment({
        container:
          "lifecycle: { preStop: { exec: { command: [sleep, '29'] } } } # !grace-too-short",
      }),
      budget: false,
      what: /has 30 s .+: 1 s is left for container "orders"$/,
      fix: /: 56$/,
    },
    "a hook that leaves less than a service may take, and no budget": {
      text: deployment({
        container: "lifecycle: { preStop: { sleep: { seconds: 6 } } } # !grace-too-short",
      }),
      budget: false,
      what: /24 s is left for container "orders", and a service may take 25 s/,
      level: "warning",
      fix: /: 33$/,
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
    "none at all, and a hook": {
      text: deployment({
        pod: "terminationGracePeriodSeconds: 0 # !grace-too-short",
        container: "lifecycle: { preStop: { sleep: { seconds: 5 } } }",
      }),
      what: /killed without being asked/,
      fix: /: 27$/,
    },
    "a hook that takes all, and no budget": {
      text: deployment({
        container:
          "lifecycle: { preStop: { exec: { command: [sleep, '30'] } } } # !grace-too-short",
      }),
      budget: false,
      what: /preStop sleeps for 30 s, and the pod has 30 s/,
    },
    "a hook of a sidecar that takes all": {
      text: deployment({
        pod:
          "initContainers:\n  - name: log\n    image: log\n    restartPolicy: Always\n    lifecycle: { preStop: { sleep: { seconds: 60 } } } # !grace-too-short",
      }),
      what: /preStop sleeps for 60 s, .+ nothing is left for container "log"$/,
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
    "a way to the database that stands first": {
      text: deployment({}).replace(
        "containers:\n",
        "containers:\n        # !sidecar-ends-first\n        - { name: sql, image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2 }\n",
      ),
      budget: false,
      what: /container "sql" .+ is signalled with the service/,
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
};
