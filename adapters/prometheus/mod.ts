/**
 * Tells Prometheus what is measured, by prom-client or as text of its own.
 *
 * @module
 */
export {};
