import type { Health, Lifecycle } from "../core/mod.ts";

const KINDS: WeakMap<Lifecycle, Map<string, keyof Health>> = new WeakMap();

/** Notes where the probes of a life are, for who describes it. */
export function rememberProbes(life: Lifecycle, kinds: ReadonlyMap<string, keyof Health>): void {
  KINDS.set(life, new Map([...KINDS.get(life) ?? [], ...kinds]));
}

/** What is asked for at which path, on whatever port. Empty while no probes were made. */
export function probePathsOf(life: Lifecycle): ReadonlyMap<string, keyof Health> {
  return KINDS.get(life) ?? new Map();
}
