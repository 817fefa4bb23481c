import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createNoopMeter } from "@opentelemetry/api";
import {
  AggregationTemporality,
  DataPointType,
  type Histogram,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { meterLife } from "../../../adapters/otel/meter-life.ts";
import { instrument } from "../../../adapters/otel/mod.ts";
import { Lifecycle } from "../../../src/core/mod.ts";
import { METRICS } from "../../../src/observe/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";

interface Bench {
  readonly life: Lifecycle;
  readonly meterProvider: MeterProvider;
  /** What was collected last, by name. */
  collected(): Promise<ReadonlyMap<string, MetricData>>;
}

function bench(): Bench {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const life = new Lifecycle({ clock: handClock(), graceMs: 10_000, identity: { service: "s" } });
  const collected = async (): Promise<ReadonlyMap<string, MetricData>> => {
    await reader.forceFlush();
    const [scope] = exporter.getMetrics().at(-1)?.scopeMetrics ?? [];
    return new Map(scope?.metrics.map((metric) => [metric.descriptor.name, metric]));
  };
  return { life, meterProvider, collected };
}

describe("the metrics of a life", () => {
  it("are read when the SDK asks", async () => {
    const { life, meterProvider, collected } = bench();
    const end = instrument(life, { meterProvider, flush: () => {} });
    life.gate.enter();

    const metrics = await collected();

    assert.deepEqual(valuesOf(metrics.get("quiesce.in_flight")), {
      "work short": 1,
      "work long_lived": 0,
    });
    assert.deepEqual(valuesOf(metrics.get("quiesce.grace")), { "": 10 });
    assert.equal(valuesOf(metrics.get("quiesce.state"))["starting"], 1);
    assert.equal(valuesOf(metrics.get("quiesce.state"))["ready"], 0);
    assert.deepEqual(valuesOf(metrics.get("quiesce.info")), { s: 1 });
    end();
    await meterProvider.shutdown();
  });

  it("tell of a shutdown what happened, in seconds, with bounds that fit", async () => {
    const { life, meterProvider, collected } = bench();
    const end = instrument(life, { meterProvider, flush: () => {} });
    life.onClose("database", () => {});

    await life.shutdown();
    const metrics = await collected();

    const shutdown = metrics.get("quiesce.shutdown");
    assert.equal(shutdown?.descriptor.unit, "s");
    assert.equal(shutdown?.dataPointType, DataPointType.HISTOGRAM);
    const [point] = shutdown?.dataPoints ?? [];
    assert.deepEqual(point?.attributes, { reason: "call", outcome: "clean" });
    const value = point?.value as Histogram | undefined;
    assert.deepEqual(value?.buckets.boundaries, METRICS.shutdown.buckets);
    const hooks = metrics.get("quiesce.hook")?.dataPoints.map(({ attributes }) =>
      attributes["hook"]
    );
    assert.ok(hooks?.includes("database"));
    assert.equal(valuesOf(metrics.get("quiesce.state"))["stopped"], 1);
    end();
    await meterProvider.shutdown();
  });

  it("have the names, units and words of the one table", async () => {
    const { life, meterProvider, collected } = bench();
    const end = instrument(life, { meterProvider, flush: () => {} });

    await life.shutdown();
    const known = new Map(Object.values(METRICS).map((each) => [each.otelName, each]));
    for (const { descriptor } of (await collected()).values()) {
      const definition = known.get(descriptor.name);
      assert.equal(descriptor.unit, definition?.unit, descriptor.name);
      assert.equal(descriptor.description, definition?.help, descriptor.name);
    }
    end();
    await meterProvider.shutdown();
  });

  it("are not taken when no SDK is there to have them", () => {
    const { life } = bench();

    assert.deepEqual(meterLife(life, createNoopMeter()), []);
  });

  it("are nothing more once they are released, or when nobody wants them", async () => {
    const { life, meterProvider, collected } = bench();
    instrument(life, { meterProvider, metrics: false, flush: () => {} })();
    instrument(life, { meterProvider, flush: () => {} })();

    assert.deepEqual([...(await collected()).keys()], []);
    await meterProvider.shutdown();
  });
});

/** The values of a metric, by its attributes. */
function valuesOf(metric: MetricData | undefined): Record<string, unknown> {
  const points = metric?.dataPoints ?? [];
  return Object.fromEntries(points.map(({ attributes, value }) => [
    Object.values(attributes).join(" "),
    value,
  ]));
}
