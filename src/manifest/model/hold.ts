import type { Budget } from "./budget.ts";
import { isHelper } from "./helper-image.ts";
import { type Container, ownNamesOf, type Workload } from "./workload.ts";

/** The workload with each container held against the budget that names it, or else the whole. */
export function heldByName(workload: Workload, budgets: readonly Budget[]): Workload {
  const containers = workload.containers.map((each) => ({
    ...each,
    budget: budgetNaming([each.name], budgets),
  }));
  const ownNames = ownNamesOf(workload);
  return budgets.filter((each) => isOf(each, ownNames))
    .reduce(heldAsWhole, { ...workload, containers });
}

/** What is said of the whole is said of its first container that is not there for others. */
export function heldAsWhole(workload: Workload, budget: Budget | undefined): Workload {
  const { containers } = workload;
  const main = mainOf(containers);
  if (!budget || !main || containers.some((each) => each.budget === budget)) return workload;
  return {
    ...workload,
    containers: containers.map((each) => each === main ? { ...each, budget } : each),
  };
}

/** The budget of a service that is called so. */
export function budgetNaming(
  names: readonly string[],
  budgets: readonly Budget[],
): Budget | undefined {
  return budgets.find((each) => isOf(each, names));
}

function isOf({ identity: { service } }: Budget, names: readonly string[]): boolean {
  return service !== undefined && names.includes(service);
}

function mainOf(containers: readonly Container[]): Container | undefined {
  const open = containers.filter(({ isSidecar, budget }) => !isSidecar && !budget);
  return open.find((each) => !isHelper(each)) ?? open[0];
}
