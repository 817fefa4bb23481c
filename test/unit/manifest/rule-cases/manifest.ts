// Manifests with room for a mistake.

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

/** A job, or one that comes again, with lines for its spec and its pod. */
export function job(kind: "Job" | "CronJob", spec: string, pod: string): string {
  const [before, by] = kind === "Job" ? ["", 2] : ["  jobTemplate:\n    spec:\n", 6];
  const body = `${spec}\ntemplate:\n  spec:\n${
    indented(pod, 4)
  }\n    containers: [{ name: job, image: job }]`;
  return `apiVersion: batch/v1\nkind: ${kind}\nmetadata: { name: report }\nspec:\n${before}${
    indented(body, by)
  }\n`;
}

/** A disruption budget and the deployment that it means. */
export function disruptionBudget(spec: string): string {
  return `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: orders }
spec:
  selector: { matchLabels: { app: orders } }
  ${spec}
---
${deployment({})}`;
}

/** A Knative service with these lines as its pod. */
export function knative(template: string): string {
  return `apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: orders }
spec:
  template:
    spec:
${indented(template, 6)}
`;
}

/** A compose file of one service with these lines. */
export function compose(service: string): string {
  return `services:\n  orders:\n    build: .\n${indented(service, 4)}\n`;
}

/** A Dockerfile with these lines. */
export function image(lines: string): string {
  return `FROM node:24\n${lines}\n`;
}
