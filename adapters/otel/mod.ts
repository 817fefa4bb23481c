/**
 * Tells OpenTelemetry of a life: spans of its shutdown and of requests, and what is measured.
 *
 * @module
 */
export { instrument, type InstrumentOptions } from "./instrument.ts";
export { type FetchFunction, propagatingFetch } from "./propagating-fetch.ts";
export { resourceAttributes } from "./resource-attributes.ts";
