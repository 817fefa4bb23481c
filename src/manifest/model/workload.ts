import { isMissing, itemsAt, numberAt, textAt, textsAt, wordsAt } from "../source/read-value.ts";
import type { Spot } from "../source/spot.ts";
import type { Budget } from "./budget.ts";
import { isHelper } from "./helper-image.ts";

/** A container of a pod. */
export interface Container {
  readonly name: string;
  readonly spot: Spot;
  readonly image: string;
  /** What it starts, as far as the manifest tells; the image may start more. */
  readonly words: readonly string[] | undefined;
  /** Where that stands. */
  readonly start: Spot;
  /** Whether it starts before the ordinary containers, and ends after them. */
  readonly isSidecar: boolean;
  /** What the service in it says of its own end. */
  readonly budget: Budget | undefined;
}

/** What makes pods, or is one. */
export interface Workload {
  readonly kind: string;
  readonly name: string;
  /** `Deployment "orders"`. */
  readonly label: string;
  readonly namespace: string | undefined;
  readonly spot: Spot;
  readonly spec: Spot;
  /** The spec of its pods. */
  readonly pod: Spot;
  readonly podLabels: Readonly<Record<string, string>>;
  /** Those that run as long as the pod: ordinary ones, then sidecars. */
  readonly containers: readonly Container[];
  /** What sends requests to its pods. */
  readonly service: Spot | undefined;
}

/** Where the spec of the pods stands in each kind, and their metadata beside it. */
const POD_HOLDERS: Readonly<Record<string, readonly string[]>> = {
  CronJob: ["spec", "jobTemplate", "spec", "template"],
  DaemonSet: ["spec", "template"],
  Deployment: ["spec", "template"],
  Job: ["spec", "template"],
  Pod: [],
  ReplicaSet: ["spec", "template"],
  ReplicationController: ["spec", "template"],
  Rollout: ["spec", "template"],
  StatefulSet: ["spec", "template"],
};

/** How the kind of a Knative service is told from that of Kubernetes. */
export const KNATIVE = "Knative Service";

/** Reads what makes pods; `undefined` for every other object. */
export function workloadOf(spot: Spot): Workload | undefined {
  const kind = kindOf(spot);
  const holderPath = kind === KNATIVE ? ["spec", "template"] : POD_HOLDERS[kind];
  if (!holderPath || !Object.hasOwn(POD_HOLDERS, kind) && kind !== KNATIVE) return undefined;
  const holder = spot.at(...holderPath);
  const name = textAt(spot.at("metadata", "name")) ?? textAt(spot.at("metadata", "generateName"));
  return {
    kind,
    name: name ?? "",
    label: `${kind} ${name === undefined ? "without a name" : `"${name}"`}`,
    namespace: textAt(spot.at("metadata", "namespace")),
    spot,
    spec: kind === "CronJob" ? spot.at("spec", "jobTemplate", "spec") : spot.at("spec"),
    pod: holder.at("spec"),
    podLabels: textsAt(holder.at("metadata", "labels")),
    containers: containersOf(holder.at("spec")),
    service: undefined,
  };
}

function containersOf(pod: Spot): readonly Container[] {
  const sidecars = itemsAt(pod.at("initContainers"))
    .filter((each) => each.at("restartPolicy").value === "Always");
  return [
    ...itemsAt(pod.at("containers")).map((each) => containerOf(each, false)),
    ...sidecars.map((each) => containerOf(each, true)),
  ];
}

/** The kind of an object, with that of Knative told apart. */
export function kindOf(spot: Spot): string {
  const kind = textAt(spot.at("kind")) ?? "";
  const group = (textAt(spot.at("apiVersion")) ?? "").split("/")[0];
  return kind === "Service" && group === "serving.knative.dev" ? KNATIVE : kind;
}

function containerOf(spot: Spot, isSidecar: boolean): Container {
  const [command, args] = [wordsAt(spot.at("command")), wordsAt(spot.at("args"))];
  return {
    name: textAt(spot.at("name")) ?? "",
    spot,
    image: textAt(spot.at("image")) ?? "",
    words: command || args ? [...command ?? [], ...args ?? []] : undefined,
    start: spot.at(isMissing(spot.at("command")) ? "args" : "command"),
    isSidecar,
    budget: undefined,
  };
}

/** By what names a budget may mean it. */
export function namesOf(workload: Workload): readonly string[] {
  return [...ownNamesOf(workload), ...workload.containers.map((each) => each.name)];
}

/** The same, without the names of its containers. */
export function ownNamesOf({ name, podLabels }: Workload): readonly string[] {
  const labels = [podLabels["app.kubernetes.io/name"], podLabels["app"]];
  return [name, ...labels].filter((each) => each !== undefined);
}

/** Whether it runs until it is stopped. */
export function isLasting({ kind }: Workload): boolean {
  return kind !== "Job" && kind !== "CronJob";
}

/** Whether it is Kubernetes itself that sends it requests and replaces its pods. */
export function isServing(workload: Workload): boolean {
  return isLasting(workload) && workload.kind !== KNATIVE && workload.kind !== "Pod" &&
    servingContainers(workload).length > 0;
}

/** The containers that are sent requests: those with ports, or the one that a Service can mean. */
export function servingContainers({ containers, service }: Workload): readonly Container[] {
  const ordinary = containers.filter(({ isSidecar }) => !isSidecar);
  const hasPorts = ordinary.some(({ spot }) => itemsAt(spot.at("ports")).length > 0);
  if (hasPorts || !service) return ordinary.filter((each) => servedPorts(each).length > 0);
  const meant = ordinary.find(({ spot }) => !isMissing(spot.at("readinessProbe"))) ??
    ordinary.find((each) => !isHelper(each));
  return meant ? [meant] : [];
}

const ASIDE = /metric|prom|health|probe|admin|debug|pprof/i;

/** The ports of a container that are there for others than its watchers. */
export function servedPorts({ spot }: Container): readonly Spot[] {
  return itemsAt(spot.at("ports")).filter((port) => !isAside(port));
}

/** Whether a port is there for watchers, by its name. */
export function isAside(port: Spot): boolean {
  return ASIDE.test(textAt(port.at("name")) ?? "");
}

/** How long the platform waits from the order to end until the kill. */
export function outerGraceMs({ kind, pod }: Workload): number {
  if (kind === KNATIVE) return (numberAt(pod.at("timeoutSeconds")) ?? 300) * 1_000;
  return (numberAt(pod.at("terminationGracePeriodSeconds")) ?? 30) * 1_000;
}
