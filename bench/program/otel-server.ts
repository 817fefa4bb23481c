// A Hono application that answers "ok" below quiesce's server: alone (quiet), told to tell nobody
// (no-sdk), with an SDK (traced), and on Node with OpenTelemetry's instrumentation of HTTP below a
// bare server (instrumented) or quiesce's, traced as well (both). Spans and metrics go nowhere.
import { createRequire } from "node:module";
import process from "node:process";
import { context, metrics, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from "@opentelemetry/sdk-trace";
import { Hono } from "hono";
import { Lifecycle } from "quiesce";
import { instrument } from "quiesce/otel";
import { serveBare } from "./bare-server.ts";
import { obey } from "./control.ts";
import { serve } from "./doors.ts";

const [variant = "quiet"] = process.argv.slice(2);

const NOWHERE: SpanExporter = {
  export: (_, done) => done({ code: 0 }),
  shutdown: () => Promise.resolve(),
};

function registerSdk(): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter: NOWHERE })] }),
  );
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter });
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
}

function instrumentHttp(): void {
  registerInstrumentations({ instrumentations: [new HttpInstrumentation()] });
  // What is loaded by "import" is not told of, but it is the same module.
  createRequire(import.meta.url)("node:http");
}

async function start(): Promise<{ readonly port: number }> {
  const app = new Hono().get("/", (c) => c.text("ok"));
  if (["traced", "instrumented", "both"].includes(variant)) registerSdk();
  if (["instrumented", "both"].includes(variant)) instrumentHttp();
  if (["bare", "instrumented"].includes(variant)) return await serveBare(app.fetch);
  const life = new Lifecycle();
  life.ready();
  if (variant !== "quiet") instrument(life);
  return await serve(life, app.fetch, { port: 0, hostname: "127.0.0.1" });
}

obey((await start()).port);
