/** Where the platforms say what the rules hold. */
export const KUBERNETES = "https://kubernetes.io/docs";
export const TERMINATION = `${KUBERNETES}/concepts/workloads/pods/pod-lifecycle/#pod-termination`;
export const HOOKS = `${KUBERNETES}/concepts/containers/container-lifecycle-hooks/`;
export const PROBES =
  `${KUBERNETES}/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/`;
export const DEPLOYMENT = `${KUBERNETES}/concepts/workloads/controllers/deployment/`;
export const JOB = `${KUBERNETES}/concepts/workloads/controllers/job/`;
export const DISRUPTIONS = `${KUBERNETES}/tasks/run-application/configure-pdb/`;
export const SIDECARS = `${KUBERNETES}/concepts/workloads/pods/sidecar-containers/`;
export const COMPOSE = "https://docs.docker.com/reference/compose-file/services/";
export const DOCKERFILE = "https://docs.docker.com/reference/dockerfile/";
export const KNATIVE_SPEC =
  "https://github.com/knative/specs/blob/main/specs/serving/knative-api-specification-1.0.md";
export const NODE_IMAGE =
  "https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#cmd";
