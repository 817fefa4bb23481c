/**
 * Lets others see a life: events on `node:diagnostics_channel`, an audit record, and what is measured.
 *
 * @module
 */
export { type AuditLog, auditLog, type AuditOptions } from "./audit/audit-log.ts";
export { AUDIT_FORMAT } from "./audit/record.ts";
export { type LineStream, lineWriter } from "./audit/line-writer.ts";
export type { Logger } from "./audit/logger.ts";
export type {
  Asked,
  AskedBy,
  AuditEnd,
  AuditError,
  AuditFact,
  AuditHead,
  AuditHook,
  AuditRecord,
  AuditStage,
} from "./audit/record.ts";
export {
  observeRequests,
  type RequestEnd,
  type RequestObserver,
  type RequestSeen,
  type RequestWatch,
} from "../http/mod.ts";
export { type MetricDefinition, type MetricName, METRICS } from "./metrics/definitions.ts";
export type { LoopDelay } from "./metrics/loop-delay.ts";
export { measure, type Measurement, type MeasureOptions } from "./metrics/measure.ts";
export type { Labels, MetricSink, Reading } from "./metrics/sink.ts";
export { OUTCOMES, type ShutdownOutcome } from "./metrics/told.ts";
