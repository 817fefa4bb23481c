import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createNoopMeter, type Meter } from "@opentelemetry/api";
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
import { Lifecycle, type Scope } from "../../../src/core/mod.ts";
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

  it("count what was hurried and what could not be undone", async () => {
    const { life, meterProvider, collected } = bench();
    const end = instrument(life, { meterProvider, flush: () => {} });
    life.onCompensate("undo", () => {
      throw new Error("cannot undo");
    });

    await life.force("in a hurry");
    const metrics = await collected();

    const { call, ...others } = valuesOf(metrics.get("quiesce.forced"));
    assert.equal(call, 1);
    // Whoever sees a first increase by its rise must have seen what was before.
    assert.deepEqual([...new Set(Object.values(others))], [0]);
    assert.ok("signal" in others && "peer" in others);
    assert.deepEqual(valuesOf(metrics.get("quiesce.compensation_failures")), { "": 1 });
    end();
    await meterProvider.shutdown();
  });

  it("have the names, units and words of the one table", async () => {
    const { life, meterProvider, collected } = bench();
    const end = instrument(life, { meterProvider, flush: () => {} });

    life.onCompensate("undo", () => {
      throw new Error("cannot undo");
    });
    life.spawn("work", (scope) => stopped(scope));

    await life.force("in a hurry");
    const known = new Map(Object.values(METRICS).map((each) => [each.otelName, each]));
    const metrics = await collected();
    for (const { descriptor } of metrics.values()) {
      const definition = known.get(descriptor.name);
      assert.equal(descriptor.unit, definition?.unit, descriptor.name);
      assert.equal(descriptor.description, definition?.help, descriptor.name);
    }
    // How the process before has ended is for those to say who look.
    known.delete("quiesce.unclean_ends");
    assert.deepEqual([...metrics.keys()].toSorted(), [...known.keys()].toSorted());
    end();
    await meterProvider.shutdown();
  });

  it("are all that has an instrument", () => {
    const { life, meterProvider } = bench();
    const made: string[] = [];
    const meter = noting(meterProvider.getMeter("test"), made);

    for (const end of meterLife(life, meter)) end();

    const known = Object.values(METRICS).map(({ otelName }) => otelName);
    const told = known.filter((name) => name !== "quiesce.unclean_ends");
    assert.deepEqual(made.toSorted(), told.toSorted());
  });

  it("are not taken when no SDK is there to have them", () => {
    const { life } = bench();

    assert.deepEqual(meterLife(life, createNoopMeter()), []);
  });

  it("are nothing more once they are released, or when nobody wants them", async () => {
    const { life, meterProvider, collected } = bench();
    instrument(life, { meterProvider, metrics: false, flush: () => {} })();
    instrument(life, { meterProvider, flush: () => {} })();

    await life.shutdown();
    const metrics = await collected();
    // What was declared stays in the SDK, with nothing in it.
    assert.deepEqual([...metrics.keys()], ["quiesce.forced", "quiesce.compensation_failures"]);
    const values = [...metrics.values()].flatMap((metric) => Object.values(valuesOf(metric)));
    assert.deepEqual([...new Set(values)], [0]);
    await meterProvider.shutdown();
  });
});

/** A meter that notes the names of its instruments. */
function noting(meter: Meter, made: string[]): Meter {
  return new Proxy(meter, {
    get: (target, key) => {
      const found: unknown = Reflect.get(target, key, target);
      if (typeof found !== "function") return found;
      return (...given: readonly unknown[]): unknown => {
        if (String(key).startsWith("create")) made.push(String(given[0]));
        return Reflect.apply(found, target, given);
      };
    },
  });
}

async function stopped(scope: Scope): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  scope.onStop(() => resolve());
  await promise;
}

/** The values of a metric, by its attributes. */
function valuesOf(metric: MetricData | undefined): Record<string, unknown> {
  const points = metric?.dataPoints ?? [];
  return Object.fromEntries(points.map(({ attributes, value }) => [
    Object.values(attributes).join(" "),
    value,
  ]));
}
