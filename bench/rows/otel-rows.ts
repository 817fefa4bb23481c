import type { Rows } from "./row.ts";

/** What it costs to tell OpenTelemetry of requests. */
export const OTEL_ROWS = {
  "otel.no-sdk": {
    title: "throughput lost: instrumented without an SDK, against the same server",
    unit: "%",
  },
  "otel.no-sdk-cpu": { title: "CPU time of a request: the same", unit: "x" },
  "otel.traced": {
    title: "throughput lost: traces and metrics on, against the same server",
    unit: "%",
  },
  "otel.traced-cpu": { title: "CPU time of a request: the same", unit: "x" },
  "otel.instrumented": {
    title: "throughput lost: OpenTelemetry's HTTP instrumentation, against the bare server",
    unit: "%",
  },
  "otel.instrumented-cpu": { title: "CPU time of a request: the same", unit: "x" },
  "otel.instead": {
    title: "throughput lost: ours, traces and metrics on, against that instrumentation alone",
    unit: "%",
    goal: 3,
  },
  "otel.instead-cpu": { title: "CPU time of a request: the same", unit: "x" },
  "otel.both": { title: "throughput lost: both, against that instrumentation alone", unit: "%" },
  "otel.both-cpu": { title: "CPU time of a request: the same", unit: "x" },
} as const satisfies Rows;
