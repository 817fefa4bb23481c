/**
 * Tells OpenTelemetry of a life: spans of its shutdown and of requests, and what is measured.
 *
 * @module
 */
export {};
