import type { Image } from "../source/dockerfile.ts";
import { itemsAt } from "../source/read-value.ts";
import type { Spot } from "../source/spot.ts";
import type { Budget } from "./budget.ts";
import { type ComposeService, composeServicesOf, isCompose } from "./compose.ts";
import { budgetNaming, heldAsWhole, heldByName } from "./hold.ts";
import { budgetOfImage } from "./image-budget.ts";
import { scalersOf } from "./replicas.ts";
import { type Select, selectAmong } from "./select.ts";
import { withServices } from "./service.ts";
import { kindOf, namesOf, type Workload, workloadOf } from "./workload.ts";

/** All that is looked at, together: rules may need several objects at once. */
export interface Manifests {
  readonly workloads: readonly Workload[];
  readonly services: readonly ComposeService[];
  readonly images: readonly BudgetedImage[];
  /** Every other object, by its kind. */
  readonly others: ReadonlyMap<string, readonly Spot[]>;
  readonly select: Select;
  /** Autoscalers by what they scale. */
  readonly scalers: ReadonlyMap<string, Spot>;
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
  const others = Map.groupBy(objects, kindOf);
  const workloads = withServices(
    objects.flatMap((object) => workloadOf(object) ?? []),
    others.get("Service") ?? [],
  );
  const services = objects.filter(isCompose).flatMap(composeServicesOf);
  const names = [...workloads.flatMap(namesOf), ...services.map(({ name }) => name)];
  const forAll = budgetForAll(budgets, names);
  const ofImages = images.length === 1 ? onlyOf(budgets) : forAll;
  const heldServices = services.map((each) => ({
    ...each,
    budget: budgetNaming([each.name], budgets) ?? forAll,
  }));
  const heldWorkloads = workloads.map((each) => heldAsWhole(heldByName(each, budgets), forAll));
  return {
    workloads: heldWorkloads,
    services: heldServices,
    images: images.map((each) => ({
      ...each,
      budget: budgetOfImage(each, heldServices, budgets, ofImages),
    })),
    others,
    select: selectAmong(heldWorkloads),
    scalers: scalersOf(others.get("HorizontalPodAutoscaler") ?? []),
  };
}

function objectsIn(spot: Spot, depth = 0): readonly Spot[] {
  const isList = kindOf(spot).endsWith("List") && Array.isArray(spot.at("items").value);
  if (!isList || depth === MOST_DEPTH) return [spot];
  return itemsAt(spot.at("items")).flatMap((item) => objectsIn(item, depth + 1));
}

/** The only budget that there is, when it names nothing that is there. */
function budgetForAll(
  budgets: readonly Budget[],
  names: readonly string[],
): Budget | undefined {
  const only = onlyOf(budgets);
  return names.includes(only?.identity.service ?? "") ? undefined : only;
}

function onlyOf(budgets: readonly Budget[]): Budget | undefined {
  return budgets.length === 1 ? budgets[0] : undefined;
}
