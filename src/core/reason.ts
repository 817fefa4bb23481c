/**
 * Why work was asked to stop.
 *
 * - `call` somebody called `stop`, `abort`, `close`, `shutdown` or `force`
 * - `signal` the process received a signal
 * - `deadline` time ran out
 * - `failure` something failed; the error is the `cause`
 * - `client` the client that asked for the work is gone
 * - `idle` nothing was left to do
 * - `decay` work in flight ended too slowly to be waited for
 * - `peer` another process asked: a supervisor, a parent
 */
export type ReasonKind =
  | "call"
  | "signal"
  | "deadline"
  | "failure"
  | "client"
  | "idle"
  | "decay"
  | "peer";

/** A signal of the operating system, by name and number. */
export interface SignalInfo {
  /** As the field writes it: `SIGTERM`. */
  readonly name: string;
  /** The number behind the exit code 128 + n. */
  readonly number: number;
}

/** What a {@linkcode StopReason} is made of, besides its message. */
export interface StopReasonOptions extends ErrorOptions {
  /** Default: `call`. */
  readonly kind?: ReasonKind;
  /** The signal, when `kind` is `signal`. */
  readonly signal?: SignalInfo;
}

/**
 * The `reason` of every abort signal that this package makes.
 *
 * Its `name` is `AbortError`, or `TimeoutError` when a deadline passed, so that code written for
 * the reasons of the platform understands it. The first reason of a scope wins and is the same
 * object for all who hear of it.
 *
 * @example Tell a deadline from a stop
 * ```ts
 * import { StopReason } from "quiesce";
 *
 * const late = new StopReason("the query took too long", { kind: "deadline" });
 * console.assert(late.name === "TimeoutError" && late.code === "DEADLINE");
 * ```
 */
export class StopReason extends Error {
  /** What code written for the platform's own reasons looks at. */
  override readonly name: "AbortError" | "TimeoutError";
  /** `DEADLINE` when time ran out, else `STOPPED`. */
  readonly code: "STOPPED" | "DEADLINE";
  /** Why, in one word. */
  readonly kind: ReasonKind;
  /** The signal that the process received, when that was why. */
  readonly signal: SignalInfo | undefined;

  /** Makes a reason of the given kind; `options.cause` keeps what led to it. */
  constructor(message: string, options: StopReasonOptions = {}) {
    super(message, options);
    this.kind = options.kind ?? "call";
    this.signal = options.signal;
    this.name = this.kind === "deadline" ? "TimeoutError" : "AbortError";
    this.code = this.kind === "deadline" ? "DEADLINE" : "STOPPED";
  }
}

/** Makes a reason out of whatever a caller gave; a reason stays itself. */
export function toReason(given: unknown, otherwise: string): StopReason {
  if (given instanceof StopReason) return given;
  if (given === undefined) return new StopReason(otherwise);
  if (typeof given === "string") return new StopReason(given);
  const message = given instanceof Error ? given.message : otherwise;
  return new StopReason(message, { cause: given });
}

/** Whether `error` is how obedient code says that it was aborted. */
export function isAbortError(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const { name } = error as { readonly name?: unknown };
  return name === "AbortError" || name === "TimeoutError";
}

/** Whether `error` only says that `signal` was obeyed. */
export function obeys(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted && (error === signal.reason || isAbortError(error));
}
