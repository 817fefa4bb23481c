import type { Clock } from "../core/mod.ts";
import { backoff, type BackoffOptions, type Jitter } from "./backoff.ts";
import { type Attempt, retry } from "./retry.ts";

/** How {@linkcode scopedFetch} tries again. */
export interface FetchRetryOptions extends BackoffOptions {
  /** How often to try in all; `Infinity` for as long as it takes. Default: 3. */
  readonly attempts?: number | undefined;
}

/** One call, as far as trying again is concerned. */
export interface Tries {
  readonly options: FetchRetryOptions;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** What says that a later attempt may fare better. */
const TRANSIENT: ReadonlySet<number> = new Set([408, 425, 429, 502, 503, 504]);

/** The methods that do the same when done twice (RFC 9110, 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "OPTIONS",
  "TRACE",
  "PUT",
  "DELETE",
]);

/** Not an error for anybody outside: it carries how long the server wants us to wait. */
class Turned extends Error {
  override readonly name: string = "Turned";
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super("Cannot use the response: the server asks to try later");
    this.retryAfterMs = retryAfterMs;
  }
}

/** By its shape: a `fetch` that is given may have a class of its own. */
export function isRequest(input: string | URL | Request): input is Request {
  return typeof input === "object" && "url" in input;
}

/** Whether the request may be sent twice. A body that is read once cannot. */
export function isRepeatable(
  method: string,
  input: string | URL | Request,
  init: RequestInit = {},
): boolean {
  const { body = null } = init;
  const hasOwnBody = isRequest(input) && input.body !== null && body === null;
  const isStream = typeof body === "object" && body !== null &&
    ("getReader" in body || Symbol.asyncIterator in body);
  return IDEMPOTENT.has(method) && !hasOwnBody && !isStream;
}

/** Calls `send` again while the answer is a passing refusal, or none. */
export async function fetchAgain(send: () => Promise<Response>, tries: Tries): Promise<Response> {
  const { signal, clock } = tries;
  const { attempts = 3, maxDelayMs = 30_000 } = tries.options;
  const run = async ({ attempt }: Attempt): Promise<Response> => {
    const response = await send();
    if (attempt >= attempts || !TRANSIENT.has(response.status)) return response;
    const retryAfterMs = retryAfter(response.headers, clock);
    if (retryAfterMs > maxDelayMs) return response;
    discard(response, "the request is sent again");
    throw new Turned(retryAfterMs);
  };
  try {
    return await retry(run, {
      attempts,
      signal,
      clock,
      maxDelayMs,
      jitter: patient(tries.options),
    });
  } catch (error) {
    // An abort came between the answer and the wait.
    throw error instanceof Turned ? signal.reason : error;
  }
}

/** The delay of the options, but never less than the server asks for. */
function patient(options: FetchRetryOptions): Jitter {
  const delayMsAfter = backoff(options);
  return (_delayMs, { error, attempt }) =>
    Math.max(delayMsAfter(error, attempt), error instanceof Turned ? error.retryAfterMs : 0);
}

/** Frees the connection of a response that nobody is going to read. */
export function discard(response: Response, reason: unknown): void {
  // A body that cannot be cancelled has no connection left to free.
  response.body?.cancel(reason).catch(() => {});
}

/** How long the server asks to be left alone: seconds, or a date of its wall clock. */
function retryAfter(headers: Headers, clock: Clock): number {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const dateMs = Date.parse(value);
  return Number.isNaN(dateMs) ? 0 : Math.max(0, dateMs - clock.wallMs());
}
