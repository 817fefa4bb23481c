/**
 * Fits a life into Kubernetes: probes, its budget as data, and whether it fits into the outer one.
 *
 * @module
 */
export {};
