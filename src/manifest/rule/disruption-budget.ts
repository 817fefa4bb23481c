import type { Found, Rule } from "../finding.ts";
import type { Manifests } from "../model/manifests.ts";
import { replicasOf } from "../model/replicas.ts";
import { isMissing, textAt } from "../source/read-value.ts";
import type { Spot } from "../source/spot.ts";
import { DISRUPTIONS } from "./source.ts";

/** A budget for disruptions must allow one, and not all. */
export const disruptionBudget: Rule = {
  id: "disruption-budget",
  level: "warning",
  title: "a disruption budget that protects nothing, or lets no node be drained",
  why: "A budget that allows all to go is none. One that allows nobody to go blocks the drain of " +
    "every node, until somebody deletes pods by force: those lose their grace as well.",
  sources: [DISRUPTIONS],
  *find(manifests) {
    for (const spot of manifests.others.get("PodDisruptionBudget") ?? []) {
      const subject = `PodDisruptionBudget "${textAt(spot.at("metadata", "name")) ?? ""}"`;
      yield* protectsNothing(spot.at("spec"), subject);
      yield* blocksAll(spot, subject, manifests);
    }
  },
};

function* protectsNothing(spec: Spot, subject: string): Iterable<Found> {
  const [least, most] = [spec.at("minAvailable"), spec.at("maxUnavailable")];
  const at = isNone(least) ? least : most.value === "100%" ? most : undefined;
  if (!at) return;
  yield {
    at,
    subject,
    what: `${at.path.replace("spec.", "")} allows all pods to go at once`,
    fix: "maxUnavailable: 1",
  };
}

function* blocksAll(spot: Spot, subject: string, manifests: Manifests): Iterable<Found> {
  const [least, most] = [spot.at("spec", "minAvailable"), spot.at("spec", "maxUnavailable")];
  const found = (at: Spot, what: string): Found => ({
    at,
    subject,
    what,
    fix: "maxUnavailable: 1",
  });
  if (isNone(most)) return yield found(most, "maxUnavailable allows no pod to go");
  if (least.value === "100%") return yield found(least, "minAvailable allows no pod to go");
  const [workload] = manifests.select(spot.at("spec", "selector", "matchLabels"), spot);
  if (!workload || typeof least.value !== "number") return;
  const { count, isGiven } = replicasOf(workload, manifests);
  if (!isGiven && workload.kind !== "Deployment" || least.value < count || count === 0) return;
  yield found(
    least,
    `minAvailable is ${least.value}, and ${workload.label} has ${count}: none may go`,
  );
}

function isNone(spot: Spot): boolean {
  return !isMissing(spot) && (spot.value === 0 || spot.value === "0%");
}
