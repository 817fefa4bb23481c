/**
 * Makes what people already call obey a signal or a scope.
 *
 * @module
 */
export {};
