// What careful people write. Nothing may be found in it.

/** Files by their names; each is checked with the budget of the service "orders". */
export const CAREFUL: Readonly<Record<string, string>> = {
  "deployment.yaml": `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: orders
spec:
  replicas: 3
  strategy:
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: 1
  selector:
    matchLabels: &labels
      app: orders
  template:
    metadata:
      labels: *labels
    spec:
      terminationGracePeriodSeconds: 30
      initContainers:
        - name: proxy
          image: envoyproxy/envoy:v1.32
          restartPolicy: Always
        - name: migrate
          image: orders
          command: ["npm", "run", "migrate"]
      containers:
        - name: orders
          image: registry.example/orders:1.2.3
          command: ["node", "server.js"]
          env:
            - name: QUIESCE_OUTER_GRACE_MS
              value: "30000"
            - name: POD
              valueFrom:
                fieldRef:
                  fieldPath: metadata.name
          ports:
            - name: http
              containerPort: 8080
            - name: metrics
              containerPort: 9090
          startupProbe:
            httpGet: { path: /startupz, port: http }
            failureThreshold: 30
            periodSeconds: 2
          readinessProbe:
            httpGet: { path: /readyz, port: http }
            periodSeconds: 2
          livenessProbe:
            httpGet: { path: /livez, port: http }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: orders
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      app: orders
---
apiVersion: v1
kind: Service
metadata:
  name: orders
spec:
  selector:
    app: orders
`,
  "worker.yaml": `
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders-worker }
spec:
  template:
    spec:
      containers:
        - name: orders
          image: orders
          args: [deno, run, -A, worker.ts]
`,
  "sleeps.yaml": `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: orders }
spec:
  template:
    spec:
      terminationGracePeriodSeconds: 40
      containers:
        - name: orders
          image: orders
          command: [/usr/bin/tini, --, bash, -c, node server.js]
          ports: [{ containerPort: 8080 }]
          readinessProbe: { httpGet: { path: /readyz, port: 8080 } }
          lifecycle:
            preStop:
              sleep:
                seconds: 10
`,
  "job.yaml": `
apiVersion: v1
kind: List
items:
  - apiVersion: batch/v1
    kind: Job
    metadata: { generateName: orders- }
    spec:
      activeDeadlineSeconds: 3600
      template:
        spec:
          restartPolicy: Never
          containers:
            - { name: orders, image: orders, command: [node, job.js] }
            - { name: copy, image: tools, command: [sh, -c, "pg_dump | gzip > /backup"] }
  - apiVersion: batch/v1
    kind: CronJob
    metadata: { name: orders }
    spec:
      schedule: "0 3 * * *"
      jobTemplate:
        spec:
          template:
            spec:
              restartPolicy: OnFailure
              containers: [{ name: orders, image: orders, command: [sh, -c, exec node job.js] }]
`,
  "knative.yaml": `
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: orders }
spec:
  template:
    spec:
      timeoutSeconds: 60
      containerConcurrency: 80
      containers:
        - image: orders
          ports: [{ containerPort: 8080 }]
          readinessProbe: { httpGet: { path: /readyz } }
`,
  "compose.yaml": `
x-common: &common
  restart: unless-stopped
  stop_grace_period: 30s
services:
  orders:
    <<: *common
    build: .
    command: node server.js
    stop_signal: SIGTERM
    environment:
      QUIESCE_OUTER_GRACE_MS: 30000
    deploy:
      replicas: 2
      update_config: { order: start-first }
  other:
    image: orders
    stop_grace_period: \${GRACE:-30s}
    environment: { QUIESCE_OUTER_GRACE_MS: "\${GRACE_MS}" }
  browser:
    image: ghcr.io/browserless/chromium
    init: true
`,
  "Dockerfile": `# syntax=docker/dockerfile:1
FROM node:24 AS build
RUN npm ci && \\
    npm run build
FROM node:24-slim
RUN apt-get install -y tini chromium
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "server.js"]
`,
};
