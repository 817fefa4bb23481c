/**
 * Tells Prometheus what is measured, by prom-client or as text of its own.
 *
 * @module
 */
export { type Exporter, exporter, type ExporterOptions, type MetricsRequest } from "./exporter.ts";
export type { PreviousStore } from "./previous.ts";
export type { PrometheusRegistry } from "./registry.ts";
