import { textAt, textsAt } from "../source/read-value.ts";
import type { Spot } from "../source/spot.ts";
import type { Workload } from "./workload.ts";

/** The workloads whose pods a selector means, in the namespace of the object that holds it. */
export type Select = (selector: Spot, holder: Spot) => readonly Workload[];

/** Finds by labels, without a look at every workload for every selector. */
export function selectAmong(workloads: readonly Workload[]): Select {
  const byLabel = Map.groupBy(
    workloads.flatMap((workload) =>
      Object.entries(workload.podLabels).map(([name, value]) => ({
        workload,
        key: placeOf(workload.namespace, name, value),
      }))
    ),
    ({ key }) => key,
  );
  return (selector, holder) => {
    const labels = Object.entries(textsAt(selector));
    const [[name, value] = []] = labels;
    if (name === undefined || value === undefined) return [];
    const candidates = byLabel.get(placeOf(namespaceOf(holder), name, value)) ?? [];
    return candidates.map(({ workload }) => workload)
      .filter(({ podLabels }) => labels.every(([each, wanted]) => podLabels[each] === wanted));
  };
}

/** The namespace of an object. */
export function namespaceOf(spot: Spot): string | undefined {
  return textAt(spot.at("metadata", "namespace"));
}

/** Names for what is found within its namespace. Without one, it is the default one. */
export function placeOf(namespace: string | undefined, ...names: readonly unknown[]): string {
  return JSON.stringify([namespace ?? "default", ...names]);
}
