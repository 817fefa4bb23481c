// A service that tells a collector of itself: by OpenTelemetry's SDK or, on Deno, by what is built in.
import { createRequire } from "node:module";
import process from "node:process";
import { context, metrics, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from "@opentelemetry/core";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { Hono } from "hono";
import type { Lifecycle, Scope } from "quiesce";
import { quiesce, type QuiesceEnv } from "quiesce/hono";
import { instrument, propagatingFetch, resourceAttributes } from "quiesce/otel";
import { scopedFetch } from "quiesce/wrap";
import { run } from "./door.ts";

const { PORT = "3000", COLLECTOR = "http://localhost:4318" } = process.env;
const { GRACE_MS = "8000", FLUSH_MS = "1000" } = process.env;
const identity = { service: "orders", version: "2.1.0", instance: "orders-7" };

if (!process.env["OTEL_DENO"]) registerSdk();
if (process.env["INSTRUMENT_HTTP"]) await instrumentHttp();

await run(async (life) => {
  instrument(life, { flushTimeoutMs: Number(FLUSH_MS), cancellations: true });
  life.onClose("database", () => {});

  const app = new Hono<QuiesceEnv>().use(quiesce(life));
  app.get("/upstream", async (c) => {
    trace.getTracer("app").startSpan("work").end();
    await giveUp(life.scope.child("job"));
    const fetch = scopedFetch(c.var.scope, { fetch: propagatingFetch() });
    return c.text(await (await fetch(`${COLLECTOR}/echo`)).text());
  });
  app.get("/slow", async (c) => {
    console.log("slow is in flight");
    await life.reached("draining");
    return c.text("slow");
  });
  app.get("/stuck", async (c) => {
    const { signal } = c.var.scope.child("query");
    console.log("stuck is in flight");
    await new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error));
    });
    return c.text("never");
  });
  app.get("/stop", (c) => {
    void life.shutdown("asked for by an operator");
    return c.text("stopping");
  });

  if (process.env["HURRY"]) hurry(life, app);
  await life.serve(app.fetch, { port: Number(PORT) });
  console.log("listening");
}, { graceMs: Number(GRACE_MS), identity });

/** Aborts a scope and what is below it, which obeys. */
async function giveUp(job: Scope): Promise<void> {
  const part = job.child("part");
  const page = part.child("page");
  job.abort("it takes too long");
  for (const each of [page, part, job]) await each.close();
}

/** Refuses a request, cuts the others, and fails to undo something. */
function hurry(life: Lifecycle, app: Hono<QuiesceEnv>): void {
  life.onCompensate("undo", () => {
    throw new Error("there is nothing left to undo");
  });
  void life.reached("draining").then(async () => {
    console.log(`a late request is answered by ${(await app.request("/slow")).status}`);
    await life.force("an operator is in a hurry");
  });
}

function registerSdk(): void {
  const resource = resourceFromAttributes(resourceAttributes(identity));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  propagation.setGlobalPropagator(
    new CompositePropagator({
      propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
    }),
  );
  const spans = new OTLPTraceExporter({ url: `${COLLECTOR}/v1/traces` });
  trace.setGlobalTracerProvider(
    new TracerProvider({
      resource,
      spanProcessors: [new BatchSpanProcessor({ exporter: spans })],
    }),
  );
  const exporter = new OTLPMetricExporter({ url: `${COLLECTOR}/v1/metrics` });
  metrics.setGlobalMeterProvider(
    new MeterProvider({ resource, readers: [new PeriodicExportingMetricReader({ exporter })] }),
  );
}

/** As services on Node do that have more than this package traced. */
async function instrumentHttp(): Promise<void> {
  const { registerInstrumentations } = await import("@opentelemetry/instrumentation");
  const { HttpInstrumentation } = await import("@opentelemetry/instrumentation-http");
  registerInstrumentations({ instrumentations: [new HttpInstrumentation()] });
  // What is loaded by "import" is not told of, but it is the same module.
  createRequire(import.meta.url)("node:http");
}
