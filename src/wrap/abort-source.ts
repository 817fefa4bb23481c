import { badOption } from "../check/mod.ts";
import { type Clock, type Release, release, type Scope, systemClock } from "../core/mod.ts";
import { hintFor } from "./a-scope.ts";

/**
 * What may cut work short: a signal, or a scope, which stands for its hard signal. A scope is the
 * better one where many listen, since it takes and drops a listener in constant time.
 */
export type AbortSource = AbortSignal | Scope;

/** The clock that was given, or that of the first scope, or of the platform. */
export function clockOf(
  given: Clock | undefined,
  ...sources: readonly (AbortSource | undefined)[]
): Clock {
  if (given !== undefined) return given;
  const scope = sources.find((source) => source !== undefined && isScope(source));
  return (scope as Scope | undefined)?.clock ?? systemClock;
}

/** Whether `source` is a scope. By its shape: two installed copies do not share a class. */
export function isScope(source: AbortSource): source is Scope {
  return "onAbort" in source;
}

/**
 * Whether it is too late to begin. A closed scope takes no more work, however it ended.
 *
 * @throws {QuiesceError} `BAD_OPTION` when it is neither a signal nor a scope
 */
export function isAborted(source: AbortSource | undefined): boolean {
  if (source === undefined) return false;
  checkSource(source);
  return isScope(source) ? source.isAborted || source.isClosed : source.aborted;
}

/** Why `source` was aborted, the very object that was given. */
export function reasonOf(source: AbortSource): unknown {
  if (!isScope(source)) return source.reason;
  return source.isAborted ? source.reason : source.stopping.reason;
}

/** Throws the reason of `source` when it has been aborted. */
export function throwIfAborted(source: AbortSource | undefined): void {
  if (source !== undefined && isAborted(source)) throw reasonOf(source);
}

/** The signal that `source` is or has. */
export function signalOf(source: AbortSource): AbortSignal {
  return isScope(source) ? source.signal : source;
}

/** Calls `listener` with the reason when `source` is aborted; at once when it was already. */
export function onAbort(
  source: AbortSource | undefined,
  listener: (reason: unknown) => void,
): Release {
  if (source === undefined) return nothing();
  if (isAborted(source)) {
    listener(reasonOf(source));
    return nothing();
  }
  return isScope(source) ? source.onAbort(listener) : onSignal(source, listener);
}

/**
 * Calls `listener` when `source` is asked to stop; at once when it was already. A scope stands for
 * its soft signal here.
 */
export function onStop(source: AbortSource | undefined, listener: () => void): Release {
  if (source === undefined) return nothing();
  return isScope(source) ? source.onStop(listener) : onAbort(source, listener);
}

/** Everybody asks first whether it is aborted, so that it is checked there. */
function checkSource(source: unknown): void {
  const { aborted, isAborted } = Object(source) as Readonly<Record<string, unknown>>;
  if (typeof aborted === "boolean" || typeof isAborted === "boolean") return;
  const expected = `an AbortSignal or a Scope${hintFor(source)}`;
  throw badOption("wait for an abort", "signal", expected, source);
}

function onSignal(signal: AbortSignal, listener: (reason: unknown) => void): Release {
  const forget = release(() => signal.removeEventListener("abort", call));
  function call(): void {
    forget();
    listener(signal.reason);
  }
  signal.addEventListener("abort", call);
  return forget;
}

function nothing(): Release {
  return release(() => {});
}
