import type { Image } from "../source/dockerfile.ts";
import { itemsAt } from "../source/read-value.ts";
import type { Spot } from "../source/spot.ts";
import type { Budget } from "./budget.ts";
import { type ComposeService, composeServicesOf, isCompose } from "./compose.ts";
import { kindOf, namesOf, withBudget, type Workload, workloadOf } from "./workload.ts";

/** All that is looked at, together: rules may need several objects at once. */
export interface Manifests {
  readonly workloads: readonly Workload[];
  readonly services: readonly ComposeService[];
  readonly images: readonly BudgetedImage[];
  /** Every other object, by its kind. */
  readonly others: ReadonlyMap<string, readonly Spot[]>;
}

/** A Dockerfile with the budget of what it runs. */
export interface BudgetedImage extends Image {
  readonly budget: Budget | undefined;
}

/** A list of lists of lists is no manifest. */
const MOST_DEPTH = 4;

/** Sorts documents, and holds each against its budget. */
export function manifestsOf(
  documents: readonly Spot[],
  images: readonly Image[],
  budgets: readonly Budget[],
): Manifests {
  const objects = documents.flatMap((document) => objectsIn(document));
  const workloads = objects.flatMap((object) => workloadOf(object) ?? []);
  const services = objects.filter(isCompose).flatMap(composeServicesOf);
  const names = [...workloads.flatMap(namesOf), ...services.map(({ name }) => name)];
  const budgetFor = (given: readonly string[]): Budget | undefined =>
    budgetOf(given, budgets, names);
  return {
    workloads: workloads.map((each) => withBudget(each, budgetFor(namesOf(each)))),
    services: services.map((each) => ({ ...each, budget: budgetFor([each.name]) })),
    // A Dockerfile has no name, so it can be meant by one budget only.
    images: images.map((each) => ({
      ...each,
      budget: budgets.length === 1 ? budgets[0] : undefined,
    })),
    others: Map.groupBy(objects, kindOf),
  };
}

function objectsIn(spot: Spot, depth = 0): readonly Spot[] {
  const isList = kindOf(spot).endsWith("List") && Array.isArray(spot.at("items").value);
  if (!isList || depth === MOST_DEPTH) return [spot];
  return itemsAt(spot.at("items")).flatMap((item) => objectsIn(item, depth + 1));
}

/** The budget of that service; or the only one there is, when it names nothing that is there. */
function budgetOf(
  given: readonly string[],
  budgets: readonly Budget[],
  names: readonly string[],
): Budget | undefined {
  const named = budgets.find(({ identity: { service } }) =>
    service !== undefined && given.includes(service)
  );
  if (named) return named;
  const [only, ...more] = budgets;
  const isForAll = more.length === 0 && !names.includes(only?.identity.service ?? "");
  return isForAll ? only : undefined;
}
