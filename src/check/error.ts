/**
 * Says what went wrong, for programs. A code never changes its meaning; messages may.
 *
 * - `BAD_OPTION` an option is of the wrong type or out of its range
 * - `BAD_HOOK` a hook has no name or is not a function
 * - `BUDGET` the parts of the time budget do not fit into the whole
 * - `DEADLINE` the time of a hook or a cleanup ran out
 * - `DUPLICATE_HOOK` the phase has a hook of that name
 * - `UNKNOWN_HOOK` an `after` names a hook that does not exist
 * - `HOOK_CYCLE` hooks wait for each other
 * - `NO_DISPOSER` a resource has no way to be closed
 * - `WRONG_STATE` the call does not fit the state of the object
 * - `CLOSED` a channel, a pool or a queue takes nothing more
 * - `TOO_MANY_RESTARTS` a task failed more often than its supervisor allows
 * - `WORKER_LOST` a worker thread ended without an answer
 * - `LEAK` something was opened and not closed
 * - `LISTEN` a server cannot listen
 * - `MISSING_PEER` an optional package that this call needs is not installed
 * - `UNSUPPORTED` this runtime cannot do it
 */
export type QuiesceErrorCode =
  | "BAD_OPTION"
  | "BAD_HOOK"
  | "BUDGET"
  | "DEADLINE"
  | "DUPLICATE_HOOK"
  | "UNKNOWN_HOOK"
  | "HOOK_CYCLE"
  | "NO_DISPOSER"
  | "WRONG_STATE"
  | "CLOSED"
  | "TOO_MANY_RESTARTS"
  | "WORKER_LOST"
  | "LEAK"
  | "LISTEN"
  | "MISSING_PEER"
  | "UNSUPPORTED";

/**
 * Every mistake that this package reports by throwing. Match on `code`: it survives two installed
 * copies, `instanceof` does not.
 *
 * @example Match on the code
 * ```ts
 * import { Lifecycle, QuiesceError } from "quiesce";
 *
 * try {
 *   new Lifecycle({ graceMs: -1 });
 * } catch (error) {
 *   console.assert(error instanceof QuiesceError && error.code === "BAD_OPTION");
 * }
 * ```
 */
export class QuiesceError extends Error {
  /** `QuiesceError`. */
  override readonly name: string = "QuiesceError";
  /** What went wrong, for programs. */
  readonly code: QuiesceErrorCode;

  /** Makes an error with its code; `options.cause` keeps what led to it. */
  constructor(code: QuiesceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
