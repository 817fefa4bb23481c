import { QuiesceError } from "../core/mod.ts";

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
  if (isTime(given)) return given;
  throw badOption(action, "lingerMs", "a number of zero or more", given);
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
  if (!isTime(given)) throw badOption(action, "timeoutMs", "a number of zero or more", given);
}

/** The error for an option that is not what was expected. */
export function badOption(
  action: string,
  option: string,
  expected: string,
  given: unknown,
): QuiesceError {
  const message = `Cannot ${action}: "${option}" must be ${expected}, got ${describe(given)}`;
  return new QuiesceError("BAD_OPTION", message);
}

function isTime(given: unknown): given is number {
  return typeof given === "number" && given >= 0;
}

function isWhole(given: unknown): given is number {
  return isTime(given) && Number.isInteger(given);
}

function describe(given: unknown): string {
  if (typeof given === "string") return JSON.stringify(given);
  if (given === null || typeof given === "number" || typeof given === "boolean") return `${given}`;
  return typeof given;
}
