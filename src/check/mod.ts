/**
 * The one kind of error that this package throws, and the checks at its doors.
 *
 * @module
 */
export { QuiesceError, type QuiesceErrorCode } from "./error.ts";
export { aFunction, badOption, nonNegative, positive, wholeNumber } from "./option.ts";
