/**
 * Structured work: every piece of concurrent work has an owner that stops it and knows when it has.
 *
 * @module
 */
export {};
