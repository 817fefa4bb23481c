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

const ACTION = "read durations";

/**
 * The distribution of the durations of requests or spans, for instance of a trace. Give only those
 * that ended by themselves, of a time in which none was cut: to leave out what was cut makes the rest
 * look shorter than it is.
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
 */
export function durationsFromRequests(
  requests: readonly Interval[],
  options: DurationsOptions = {},
): Durations {
  if (Array.isArray(requests) && requests.length > 0) {
    return durationsFrom(requests.map(durationMsOf), options);
  }
  throw badOption(ACTION, "requests", EXPECTED, requests);
}

const EXPECTED =
  "an array with at least one request (durationsFromVerification reads a result of quiesce verify)";

function durationMsOf(request: Interval): number {
  const { startMs, endMs } = request ?? {};
  const startedMs = finite(ACTION, "startMs", startMs);
  const endedMs = finite(ACTION, "endMs", endMs);
  if (endedMs >= startedMs) return endedMs - startedMs;
  throw badOption(ACTION, "endMs", `at least ${startedMs}, when it began`, endedMs);
}
