import { isMissing, numberAt } from "../source/read-value.ts";
import type { Spot } from "../source/spot.ts";
import type { Manifests } from "./manifests.ts";
import { namespaceOf, placeOf } from "./select.ts";
import type { Workload } from "./workload.ts";

/** The least number of instances that a workload has, and whether its manifest says so. */
export interface Replicas {
  readonly count: number;
  readonly isGiven: boolean;
}

/** How many instances there are at least: what is written, or what its autoscaler keeps. */
export function replicasOf(workload: Workload, { scalers }: Manifests): Replicas {
  const given = numberAt(workload.spec.at("replicas"));
  if (given !== undefined) return { count: given, isGiven: true };
  const { namespace, kind, name } = workload;
  const scaler = scalers.get(placeOf(namespace, kind, name));
  const least = scaler && (numberAt(scaler.at("spec", "minReplicas")) ?? 1);
  return { count: least ?? 1, isGiven: least !== undefined };
}

/** Autoscalers by what they scale. */
export function scalersOf(scalers: readonly Spot[]): ReadonlyMap<string, Spot> {
  return new Map(scalers.map((scaler) => {
    const target = scaler.at("spec", "scaleTargetRef");
    const [kind, name] = [target.at("kind").value, target.at("name").value];
    return [placeOf(namespaceOf(scaler), kind, name), scaler];
  }));
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
