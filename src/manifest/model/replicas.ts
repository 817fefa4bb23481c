import { isMissing, numberAt } from "../source/read-value.ts";
import type { Spot } from "../source/spot.ts";
import type { Manifests } from "./manifests.ts";
import type { Workload } from "./workload.ts";

/** The least number of instances that a workload has, and whether its manifest says so. */
export interface Replicas {
  readonly count: number;
  readonly isGiven: boolean;
}

/** How many instances there are at least: what is written, or what its autoscaler keeps. */
export function replicasOf(workload: Workload, { others }: Manifests): Replicas {
  const given = numberAt(workload.spec.at("replicas"));
  if (given !== undefined) return { count: given, isGiven: true };
  const scaler = (others.get("HorizontalPodAutoscaler") ?? []).find((each) => {
    const target = each.at("spec", "scaleTargetRef");
    return target.at("kind").value === workload.kind && target.at("name").value === workload.name;
  });
  const least = scaler && (numberAt(scaler.at("spec", "minReplicas")) ?? 1);
  return { count: least ?? 1, isGiven: least !== undefined };
}

/** A count, or a share of `whole` in per cent, which is rounded as Kubernetes does. */
export function countOf(
  spot: Spot,
  whole: number,
  { otherwise, round }: { readonly otherwise: string; readonly round: "up" | "down" },
): number {
  const given = isMissing(spot) ? otherwise : spot.value;
  const [, percent] = /^(\d+)%$/.exec(String(given)) ?? [];
  if (percent === undefined) return Number(given) || 0;
  const share = whole * Number(percent) / 100;
  return round === "up" ? Math.ceil(share) : Math.floor(share);
}
