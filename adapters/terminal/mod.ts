/**
 * Shows on a terminal what a shutdown waits for.
 *
 * @module
 */
export {};
