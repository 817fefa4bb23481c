import { badOption, nonNegative } from "../check/mod.ts";

/** The options that are checked before a server is touched. */
export interface CheckedOptions {
  readonly port?: unknown;
  readonly hostname?: unknown;
  readonly name?: unknown;
  readonly lingerMs?: unknown;
  readonly retryAfterSeconds?: unknown;
}

const MAX_PORT = 65_535;

/**
 * Checks what a server is given.
 *
 * @throws {QuiesceError} `BAD_OPTION`
 */
export function checkOptions(action: string, options: CheckedOptions): void {
  if (typeof options !== "object" || options === null) {
    throw badOption(action, "options", "an object", options);
  }
  const { port = 0, hostname = "", name = "" } = options;
  if (!isWhole(port) || port > MAX_PORT) {
    throw badOption(action, "port", `a whole number from 0 to ${MAX_PORT}`, port);
  }
  if (typeof hostname !== "string") throw badOption(action, "hostname", "a string", hostname);
  if (typeof name !== "string") throw badOption(action, "name", "a string", name);
  checkLinger(action, options.lingerMs);
  checkRetryAfter(action, options.retryAfterSeconds);
}

/** Checks how long a server lingers, and returns it. */
export function checkLinger(action: string, given: unknown = 400): number {
  return nonNegative(action, "lingerMs", given);
}

/** Checks what is sent as `Retry-After`. */
export function checkRetryAfter(action: string, given: unknown = 1): void {
  // The header takes nothing else.
  if (!isWhole(given)) {
    throw badOption(action, "retryAfterSeconds", "a whole number of zero or more", given);
  }
}

/** Checks a time limit. */
export function checkTimeout(action: string, given: unknown = Infinity): void {
  nonNegative(action, "timeoutMs", given);
}

function isWhole(given: unknown): given is number {
  return Number.isInteger(given) && (given as number) >= 0;
}
