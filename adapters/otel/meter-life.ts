import {
  type Counter,
  createNoopMeter,
  type Histogram,
  type Meter,
  type MetricOptions,
  type Observable,
} from "@opentelemetry/api";
import { type Lifecycle, type Release, release } from "../../src/core/mod.ts";
import { measure, type MetricDefinition, METRICS } from "../../src/observe/mod.ts";

/** What a meter is given: nobody looks here how the process before has ended. */
const METERED: readonly MetricDefinition[] = Object.values(METRICS).filter((definition) => {
  return definition !== METRICS.uncleanEnds;
});

/** Gives what is measured of a life to a meter. Without an SDK behind it, nothing is measured. */
export function meterLife(life: Lifecycle, meter: Meter): readonly Release[] {
  if (meter === createNoopMeter()) return [];
  const counters = made("counter", (name, options) => {
    return meter.createCounter(name, options);
  });
  const histograms = made("histogram", (name, options) => {
    return meter.createHistogram(name, options);
  });
  const measurement = measure(life, {
    add: (definition, value, labels) => counters.get(definition)?.add(value, labels),
    record: (definition, value, labels) => histograms.get(definition)?.record(value, labels),
    // A histogram has no such value.
    declare: (definition, labels) => counters.get(definition)?.add(0, labels),
  });
  const observables = observablesOf(meter);
  const all = [...observables.values()];
  const observe: Parameters<Meter["addBatchObservableCallback"]>[0] = (result) => {
    for (const { definition, value, labels } of measurement.read()) {
      const observable = observables.get(definition);
      if (observable) result.observe(observable, value, labels);
    }
  };
  meter.addBatchObservableCallback(observe, all);
  return [measurement, release(() => meter.removeBatchObservableCallback(observe, all))];
}

/** The instruments of one kind for what is told as it happens. */
function made<Instrument extends Counter | Histogram>(
  kind: MetricDefinition["kind"],
  make: (name: string, options: MetricOptions) => Instrument,
): ReadonlyMap<MetricDefinition, Instrument> {
  const told = METERED.filter((each) => each.source === "told" && each.kind === kind);
  return new Map(told.map((each) => [each, make(each.otelName, optionsOf(each))]));
}

/** The instruments for what is read when the SDK asks. */
function observablesOf(meter: Meter): ReadonlyMap<MetricDefinition, Observable> {
  const read = METERED.filter(({ source }) => source === "read");
  return new Map(read.map((each) => {
    const { otelName, kind } = each;
    return [
      each,
      kind === "counter"
        ? meter.createObservableCounter(otelName, optionsOf(each))
        : meter.createObservableGauge(otelName, optionsOf(each)),
    ];
  }));
}

function optionsOf({ help, unit, buckets }: MetricDefinition): MetricOptions {
  return {
    description: help,
    unit,
    ...(buckets && { advice: { explicitBucketBoundaries: [...buckets] } }),
  };
}
