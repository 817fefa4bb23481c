import type { Lifecycle } from "../core/mod.ts";

const EXEMPT: WeakMap<Lifecycle, Set<string>> = new WeakMap();

/**
 * The paths of a life that are never counted and never refused. There is one set for all who ask,
 * so that what a counter passes over and what a gate lets through cannot differ.
 */
export function exemptPathsOf(life: Lifecycle): Set<string> {
  const known = EXEMPT.get(life);
  if (known) return known;
  const paths = new Set<string>();
  EXEMPT.set(life, paths);
  return paths;
}
