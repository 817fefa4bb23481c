/**
 * Finds what was opened and never closed, and who does not obey.
 *
 * @module
 */
export {};
