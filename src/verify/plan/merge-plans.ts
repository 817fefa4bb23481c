import type { PartialPlan } from "./read-plan.ts";

/** What `over` says wins; what consists of names and values is put together name by name. */
export function mergePlans(under: PartialPlan, over: PartialPlan): PartialPlan {
  return {
    ...under,
    ...said(over),
    ...joined("environment", under, over),
    ...joined("load", under, over),
    ...joined("routes", under, over),
  };
}

function said(plan: PartialPlan): PartialPlan {
  return Object.fromEntries(Object.entries(plan).filter(([, value]) => value !== undefined));
}

function joined(
  key: "environment" | "load" | "routes",
  under: PartialPlan,
  over: PartialPlan,
): PartialPlan {
  if (!under[key] && !over[key]) return {};
  return { [key]: { ...under[key], ...over[key] } };
}
