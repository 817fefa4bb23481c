import { badOption } from "../check/mod.ts";
import { durationsFrom, type DurationsOptions } from "./durations-from.ts";
import type { Durations } from "./durations.ts";
import { finite } from "./option.ts";

/** A request, or a span of a trace, with its two ends on one clock. */
export interface Interval {
  /** When it began. */
  readonly startMs: number;
  /** When it ended. */
  readonly endMs: number;
}

/** What is read of a result of `quiesce verify`. */
export interface Verification {
  /** Each with its runs, and each of those with the requests that it has kept. */
  readonly scenarios: readonly {
    readonly runs: readonly { readonly requests: readonly VerifiedRequest[] }[];
  }[];
}

/** A request of a verification, and what became of it. */
export interface VerifiedRequest extends Interval {
  /** Only what is `answered` has the duration that the service gave it. */
  readonly class: string;
}

const ACTION = "read durations";

/**
 * The distribution of the durations of requests or spans: of a trace, or of a result of `quiesce
 * verify`, of which the answered ones are taken. Give only those that ended by themselves, of a time
 * in which none was cut: to leave out what was cut makes the rest look shorter than it is. A result of
 * `quiesce verify` is good for a first look only: its load is made up, and it keeps a sample.
 *
 * @throws {QuiesceError} `BAD_OPTION` when there is none, one has no end or ends before it begins, or
 *   one is longer than `maxMs`
 *
 * @example Spans of a trace
 * ```ts
 * import { durationsFromRequests } from "quiesce/capacity";
 *
 * const spans = [{ startMs: 100, endMs: 130 }, { startMs: 110, endMs: 160 }];
 * console.assert(durationsFromRequests(spans).meanMs === 40);
 * ```
 *
 * @example What `quiesce verify --out` has kept
 * ```ts
 * import { durationsFromRequests } from "quiesce/capacity";
 *
 * const requests = [
 *   { startMs: 100, endMs: 130, class: "answered" },
 *   { startMs: 110, endMs: 111, class: "refused" },
 * ];
 * const result = { scenarios: [{ runs: [{ requests }] }] };
 * console.assert(durationsFromRequests(result).meanMs === 30);
 * ```
 */
export function durationsFromRequests(
  requests: readonly Interval[] | Verification,
  options: DurationsOptions = {},
): Durations {
  if (isVerification(requests)) {
    return durationsFrom(answeredOf(requests).map(durationMsOf), options);
  }
  if (Array.isArray(requests) && requests.length > 0) {
    return durationsFrom(requests.map(durationMsOf), options);
  }
  throw badOption(ACTION, "requests", EXPECTED, requests);
}

const EXPECTED = "an array with at least one request, or a result of quiesce verify";

function isVerification(given: unknown): given is Verification {
  const { scenarios } = (given ?? {}) as { readonly scenarios?: unknown };
  return Array.isArray(scenarios);
}

function answeredOf({ scenarios }: Verification): readonly VerifiedRequest[] {
  const answered = scenarios
    .flatMap((scenario) => scenario?.runs ?? [])
    .flatMap((run) => run?.requests ?? [])
    .filter((request) => request?.class === "answered");
  if (answered.length > 0) return answered;
  throw badOption(ACTION, "requests", "a result with at least one answered request", 0);
}

function durationMsOf(request: Interval): number {
  const { startMs, endMs } = request ?? {};
  const startedMs = finite(ACTION, "startMs", startMs);
  const endedMs = finite(ACTION, "endMs", endMs);
  if (endedMs >= startedMs) return endedMs - startedMs;
  throw badOption(ACTION, "endMs", `at least ${startedMs}, when it began`, endedMs);
}
