import { itemsAt } from "../source/read-value.ts";
import type { Spot } from "../source/spot.ts";
import { selectAmong } from "./select.ts";
import { isAside, type Workload } from "./workload.ts";

/** The workloads, each with the Service of Kubernetes that sends requests to its pods. */
export function withServices(
  workloads: readonly Workload[],
  services: readonly Spot[],
): readonly Workload[] {
  const select = selectAmong(workloads);
  const found = new Map<Workload, Spot>();
  for (const service of services) {
    // Who only scrapes is no client.
    if (itemsAt(service.at("spec", "ports")).every(isAside)) continue;
    for (const workload of select(service.at("spec", "selector"), service)) {
      found.set(workload, service);
    }
  }
  return workloads.map((each) => ({ ...each, service: found.get(each) }));
}
