import { badOption, QuiesceError } from "../../src/check/mod.ts";
import { type MetricDefinition, METRICS } from "../../src/observe/mod.ts";
import { type Release, release } from "../../src/core/mod.ts";
import { samplesOf } from "./sample.ts";
import type { Totals } from "./totals.ts";

/** What is needed of a `Registry` of prom-client. Yours to make. */
export interface PrometheusRegistry {
  /** What its text is called. */
  readonly contentType: string;
  /** Writes all that it holds. **Ends** with the text. */
  metrics(): Promise<string>;
  /** Takes a metric. */
  registerMetric(metric: never): void;
  /** Finds a metric. */
  getSingleMetric(name: string): unknown;
  /** Forgets a metric. */
  removeSingleMetric(name: string): void;
}

/** What a registry asks of a metric when it writes its text or, for a cluster, its data. */
interface RegistryMetric {
  /** The registry changes it when it writes OpenMetrics. */
  name: string;
  readonly help: string;
  readonly type: string;
  readonly aggregator: string;
  get(): Promise<unknown>;
  /** Is called by `resetMetrics()`, which is for tests of what a program counts itself. */
  reset(): void;
}

/** Checks that a registry can take all metrics, before anything is begun. */
export function checkRegistry(registry: PrometheusRegistry): void {
  const action = "export metrics";
  if (typeof registry?.registerMetric !== "function") {
    throw badOption(action, "registry", "a Registry of prom-client", registry);
  }
  const taken = Object.values(METRICS)
    .find(({ name }) => registry.getSingleMetric(name) !== undefined);
  if (!taken) return;
  const state = `the registry has "${taken.name}" already; give each life a registry of its own`;
  throw new QuiesceError("WRONG_STATE", `Cannot ${action}: ${state}`);
}

/**
 * Puts all metrics into a registry, which asks `collect` for their values. No class of prom-client
 * is used, so that it need not be imported: a registry takes whatever can be asked for values.
 */
export function register(
  registry: PrometheusRegistry,
  collect: () => Promise<Totals>,
): Release {
  const definitions = Object.values(METRICS);
  const once = shared(collect);
  for (const definition of definitions) {
    // SAFETY: this is all that a registry of prom-client 15 uses of a metric.
    registry.registerMetric(metricOf(definition, once) as never);
  }
  return release(() => definitions.forEach(({ name }) => registry.removeSingleMetric(name)));
}

/** A registry asks all its metrics in one go; what is the longest since it was last read is read once. */
function shared<T>(collect: () => Promise<T>): () => Promise<T> {
  let pending: Promise<T> | undefined;
  return () => pending ??= collect().finally(() => pending = undefined);
}

function metricOf(definition: MetricDefinition, collect: () => Promise<Totals>): RegistryMetric {
  return {
    name: definition.name,
    help: definition.help,
    type: definition.kind,
    aggregator: aggregatorOf(definition),
    async get() {
      const { name, help, type, aggregator } = this;
      return { name, help, type, aggregator, values: valuesOf(definition, await collect()) };
    },
    reset() {},
  };
}

function valuesOf(definition: MetricDefinition, totals: Totals): readonly unknown[] {
  return totals.of(definition)
    .flatMap((series) => samplesOf(definition, series))
    .map(({ suffix, labels, value }) => ({
      labels,
      value,
      // Without one it is the metric's own, which differs between the formats.
      ...(suffix && { metricName: `${definition.name}${suffix}` }),
    }));
}

/** How the workers of a cluster are put together: a time is not added up, whoever it is neither. */
function aggregatorOf(definition: MetricDefinition): string {
  if (definition === METRICS.info) return "first";
  return definition.kind === "gauge" && definition.unit === "s" ? "max" : "sum";
}
