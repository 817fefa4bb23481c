import type { Health, Lifecycle } from "../core/mod.ts";

/** Where one probe of a life is. */
export interface ProbePlace {
  readonly path: string;
  readonly kind: keyof Health;
  /** The port of the probes' own that it is on. Missing: wherever its handler stands. */
  readonly port?: number;
}

const PLACES: WeakMap<Lifecycle, readonly ProbePlace[]> = new WeakMap();

/** Notes where the probes of a life are, for who describes it. A port of 0 is not known beforehand. */
export function rememberProbes(
  life: Lifecycle,
  kinds: ReadonlyMap<string, keyof Health>,
  port = 0,
): void {
  const places = [...kinds].map(([path, kind]) => ({ path, kind, ...(port > 0 && { port }) }));
  PLACES.set(life, [...PLACES.get(life) ?? [], ...places]);
}

/** Where the probes of a life are. Empty while none were made. */
export function probePlacesOf(life: Lifecycle): readonly ProbePlace[] {
  return PLACES.get(life) ?? [];
}
