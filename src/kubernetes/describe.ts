import type { DeclaredBudget, Identity, Lifecycle } from "../core/mod.ts";
import { fitOf, signalsOf } from "../host/mod.ts";
import { type ProbePlace, probePlacesOf } from "../http/mod.ts";

/** The tag of a description. The number changes when an older reader would misunderstand it. */
export const DESCRIPTION_FORMAT = "quiesce-budget/1";

/** Where the probes of a service are. */
export interface DescribedProbes {
  /** Paths that say whether it should be left alone rather than killed. */
  readonly live: readonly string[];
  /** Paths that say whether it should be sent work. */
  readonly ready: readonly string[];
  /** Paths that say whether its start is over. */
  readonly started: readonly string[];
  /**
   * For each path that only ports of the probes' own answer: which they are. All others are where the
   * handler stands that `probes` has made.
   */
  readonly ports?: Readonly<Record<string, readonly number[]>>;
}

/** What a service says of its own end, as plain data. All times are in milliseconds. */
export interface Description extends DeclaredBudget {
  /** `quiesce-budget/1`. */
  readonly format: typeof DESCRIPTION_FORMAT;
  /** Who it is. By `service`, `quiesce check` finds the manifest that it belongs to. */
  readonly identity: Identity;
  /** The least that Kubernetes should be told to give, in whole seconds, without a `preStop`. */
  readonly terminationGracePeriodSeconds: number;
  /** Where its probes are. Missing while none were made. */
  readonly probes?: DescribedProbes;
  /**
   * What signals mean to it, by name: SIGHUP is `reload` while there is something to reload. Missing
   * while it is not attached to its process.
   */
  readonly signals?: Readonly<Record<string, string>>;
}

/**
 * Tells what a life was given for its end, as JSON-safe data: `quiesce check --budget` holds it
 * against the manifests. Call it when all hooks and probes are there, and a `watch` has read its first
 * configuration. A snapshot.
 *
 * **Late**: the same, also during a shutdown and after it.
 *
 * @example Print it, and end
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { describe } from "quiesce/kubernetes";
 *
 * const life = new Lifecycle({ graceMs: 20_000, identity: { service: "orders" } });
 * const description = describe(life);
 * console.log(JSON.stringify(description));
 * console.assert(description.terminationGracePeriodSeconds === 22);
 * ```
 */
export function describe(life: Lifecycle): Description {
  const budget = life.budget();
  const { neededMs } = fitOf(budget, budget.graceMs);
  const signals = signalsOf(life);
  const probes = probesOf(life);
  return {
    format: DESCRIPTION_FORMAT,
    identity: { ...life.identity },
    ...budget,
    longLivedMs: Math.min(budget.longLivedMs, budget.maxGraceMs),
    hooks: budget.hooks.map(({ timeoutMs = Infinity, ...hook }) =>
      timeoutMs === Infinity ? hook : { ...hook, timeoutMs }
    ),
    terminationGracePeriodSeconds: Math.ceil(neededMs / 1_000),
    ...(probes && { probes }),
    ...(signals && { signals }),
  };
}

function probesOf(life: Lifecycle): DescribedProbes | undefined {
  const places = probePlacesOf(life);
  if (places.length === 0) return undefined;
  const pathsOf = (wanted: string): string[] => [
    ...new Set(places.filter(({ kind }) => kind === wanted).map(({ path }) => path)),
  ];
  const ports = portsOf(places);
  return {
    live: pathsOf("live"),
    ready: pathsOf("ready"),
    started: pathsOf("started"),
    ...(Object.keys(ports).length > 0 && { ports }),
  };
}

function portsOf(places: readonly ProbePlace[]): Readonly<Record<string, readonly number[]>> {
  const byPath = [...Map.groupBy(places, ({ path }) => path)];
  return Object.fromEntries(byPath.flatMap(([path, those]) => {
    const ports = those.flatMap(({ port }) => port ?? []);
    return ports.length === those.length ? [[path, [...new Set(ports)]]] : [];
  }));
}
