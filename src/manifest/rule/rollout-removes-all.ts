import type { Found, Rule } from "../finding.ts";
import type { ComposeService } from "../model/compose.ts";
import type { Manifests } from "../model/manifests.ts";
import { countOf, replicasOf } from "../model/replicas.ts";
import { isServing, type Workload } from "../model/workload.ts";
import { isMissing, numberAt, textAt } from "../source/read-value.ts";
import { COMPOSE, DEPLOYMENT } from "./source.ts";

/** A rollout must leave somebody to serve. */
export const rolloutRemovesAll: Rule = {
  id: "rollout-removes-all",
  level: "error",
  otherwise: {
    level: "warning",
    when: "it is half of them, it is meant (Recreate), or how many there are is not given",
  },
  title: "a rollout stops all instances, or half of them, before new ones are ready",
  why:
    "However well each instance ends, nobody answers while none is there; and half of them have " +
    "to bear the load of all, for as long as the others drain and start.",
  sources: [`${DEPLOYMENT}#strategy`, `${COMPOSE}#deploy`],
  *find(manifests) {
    for (const workload of manifests.workloads) {
      if (workload.kind === "Deployment") yield* ofDeployment(workload, manifests);
      if (workload.kind === "StatefulSet") yield* ofStatefulSet(workload, manifests);
      if (workload.kind === "DaemonSet") yield* ofDaemonSet(workload);
    }
    for (const service of manifests.services) yield* ofCompose(service);
  },
};

const CAREFUL = "strategy:\n  rollingUpdate:\n    maxUnavailable: 0\n    maxSurge: 1";

function* ofDeployment(workload: Workload, manifests: Manifests): Iterable<Found> {
  const { label: subject, spec } = workload;
  const strategy = spec.at("strategy");
  if (strategy.at("type").value === "Recreate") {
    if (!isServing(workload)) return;
    const what = "the strategy Recreate stops all instances before it starts one";
    yield { at: strategy.at("type"), subject, what, fix: CAREFUL, level: "warning" };
    return;
  }
  const { count, isGiven } = replicasOf(workload, manifests);
  const { away, more } = awayIn(workload, count);
  if (count === 0 || away * 2 < count) return;
  const of = `of ${count}${isGiven ? "" : " (replicas is not given)"}`;
  const at = strategy.at("rollingUpdate", "maxUnavailable");
  if (away >= count) {
    yield {
      at,
      subject,
      what: `maxUnavailable lets a rollout stop ${count} ${of} at once`,
      fix: CAREFUL,
      // Somebody else may say how many there are.
      level: isGiven ? "error" : "warning",
    };
  } else if (more === 0 && isServing(workload)) {
    const what =
      `maxUnavailable stops ${away} ${of} at once, and maxSurge puts none in their place`;
    yield { at, subject, what, fix: CAREFUL, level: "warning" };
  }
}

/** How many a rollout may stop before others are ready, and how many it may start in advance. */
export function awayIn(
  { spec }: Workload,
  count: number,
): Readonly<Record<"away" | "more", number>> {
  const update = spec.at("strategy", "rollingUpdate");
  const away = countOf(update.at("maxUnavailable"), count, { otherwise: "25%", round: "down" });
  const more = countOf(update.at("maxSurge"), count, { otherwise: "25%", round: "up" });
  // Kubernetes would never get on otherwise.
  return { away: away === 0 && more === 0 ? 1 : away, more };
}

function* ofStatefulSet(workload: Workload, manifests: Manifests): Iterable<Found> {
  const at = workload.spec.at("updateStrategy", "rollingUpdate", "maxUnavailable");
  const { count } = replicasOf(workload, manifests);
  if (isMissing(at) || count < 2) return;
  const away = countOf(at, count, { otherwise: "1", round: "up" });
  if (away < count) return;
  const what = `maxUnavailable lets a rollout stop ${count} of ${count} at once`;
  yield { at, subject: workload.label, what, fix: "maxUnavailable: 1" };
}

function* ofDaemonSet({ spec, label }: Workload): Iterable<Found> {
  const at = spec.at("updateStrategy", "rollingUpdate", "maxUnavailable");
  if (at.value !== "100%") return;
  const what = "maxUnavailable lets a rollout stop the pods of all nodes at once";
  yield { at, subject: label, what, fix: "maxUnavailable: 10%" };
}

function* ofCompose({ spot, label }: ComposeService): Iterable<Found> {
  const [deploy, update] = [spot.at("deploy"), spot.at("deploy", "update_config")];
  const count = numberAt(deploy.at("replicas")) ?? 1;
  const parallel = numberAt(update.at("parallelism")) ?? 1;
  const isFirst = (textAt(update.at("order")) ?? "stop-first") === "stop-first";
  const isAll = parallel === 0 || parallel >= count;
  if (isMissing(update) || !isFirst || !isAll) return;
  const what =
    `update_config stops ${count} of ${count} at once, and starts the new ones after that`;
  yield {
    at: update,
    subject: label,
    what,
    // Who has one only may know it.
    level: count === 1 ? "warning" : "error",
    fix: "update_config:\n  order: start-first\n  parallelism: 1",
  };
}
