import {
  type Labels,
  type MetricDefinition,
  METRICS,
  type MetricSink,
  type Reading,
} from "../../src/observe/mod.ts";

/** One line of a metric: a value with its labels or, of a histogram, what fell into its buckets. */
export interface Series {
  readonly labels: Labels;
  /** Of a histogram: the sum of what was recorded. */
  value: number;
  /** How much fell into each bucket of a histogram, and beyond the last. */
  readonly counts?: number[];
}

/** Series by the name of their metric, as plain data. */
export type SavedTotals = Readonly<Record<string, readonly Series[]>>;

/** Keeps what it is told: the counters and histograms of a life, and of the lives before. */
export class Totals implements MetricSink {
  readonly #series: Map<string, Map<string, Series>> = new Map();

  add(definition: MetricDefinition, value: number, labels: Labels): void {
    this.declare(definition, labels).value += value;
  }

  record(definition: MetricDefinition, value: number, labels: Labels): void {
    const series = this.declare(definition, labels);
    const { buckets = [] } = definition;
    const bucket = buckets.findIndex((bound) => value <= bound);
    const place = bucket < 0 ? buckets.length : bucket;
    series.value += value;
    if (series.counts) series.counts[place] = (series.counts[place] ?? 0) + 1;
  }

  /** Finds a series, or makes it with nothing in it, so that its first increase can be seen. */
  declare(definition: MetricDefinition, labels: Labels): Series {
    const { name, buckets } = definition;
    const ofMetric = this.#series.get(name) ?? new Map<string, Series>();
    this.#series.set(name, ofMetric);
    const key = keyOf(labels);
    const known = ofMetric.get(key);
    if (known) return known;
    const counts = buckets && [...buckets.map(() => 0), 0];
    const series = { labels, value: 0, ...(counts && { counts }) };
    ofMetric.set(key, series);
    return series;
  }

  /** All series of a metric. */
  of({ name }: MetricDefinition): readonly Series[] {
    return [...this.#series.get(name)?.values() ?? []];
  }

  /** Adds what was saved. What does not fit, such as other buckets, is left out. */
  load(saved: SavedTotals): void {
    for (const definition of Object.values(METRICS)) {
      for (const series of saved[definition.name] ?? []) {
        const own = this.declare(definition, series.labels);
        if (series.counts?.length !== own.counts?.length) continue;
        own.value += series.value;
        series.counts?.forEach((count, place) => own.counts![place]! += count);
      }
    }
  }

  /** The same, together with what was read. Counters that are read have begun anew with the life. */
  with(readings: readonly Reading[]): Totals {
    const all = new Totals();
    all.load(this.saved());
    for (const { definition, value, labels } of readings) all.add(definition, value, labels);
    return all;
  }

  /** All that only goes up, as plain data. */
  saved(): SavedTotals {
    const kept = Object.values(METRICS).filter(({ kind }) => kind !== "gauge");
    return Object.fromEntries(kept.map((definition) => [definition.name, this.of(definition)]));
  }
}

/** The labels in one order, whoever gave them. */
function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
