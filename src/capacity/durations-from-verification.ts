import { badOption } from "../check/mod.ts";
import { type Bucket, durationsFromHistogram } from "./durations-from-histogram.ts";
import type { DurationsOptions } from "./durations-from.ts";
import type { Durations } from "./durations.ts";

/** What is read of a result of `quiesce verify`. */
export interface Verification {
  /** Each with its runs, and those with the durations of all that was answered, by lane. */
  readonly scenarios: readonly {
    readonly runs: readonly { readonly durations: Readonly<Record<string, readonly Bucket[]>> }[];
  }[];
}

/** Which requests of a verification are read. */
export interface VerificationOptions extends DurationsOptions {
  /** The lanes: `slow`, `hot`, `stream`. Default: all but `probe`, whose requests ask for readiness. */
  readonly lanes?: readonly string[] | undefined;
}

const ACTION = "read a verification";
/** The lane of the requests by which the judge itself looks whether the service is there. */
const PROBE_LANE = "probe";

/**
 * The distribution of the durations of all requests that a whole result of `quiesce verify` has seen
 * answered, by the histograms that it keeps: within a quarter of each duration. It is good for a first
 * look only. The load of a verification is artificial: it has clients of its own making, on a few
 * routes and on one machine, and what was lost or cut is not in it. A histogram or a trace of
 * production is better.
 *
 * @throws {QuiesceError} `BAD_OPTION` when it is no such result, nothing was answered in these lanes,
 *   or more took longer than `maxMs` than the last bucket holds
 *
 * @example What `quiesce verify --out` has written
 * ```ts
 * import { durationsFromVerification } from "quiesce/capacity";
 *
 * const slow = [{ leMs: 1_000, count: 0 }, { leMs: 1_250, count: 20 }];
 * const result = { scenarios: [{ runs: [{ durations: { slow } }] }] };
 * const durations = durationsFromVerification(result, { lanes: ["slow"] });
 * console.assert(durations.observed === 20);
 * console.assert(durations.meanMs === 1_125);
 * ```
 */
export function durationsFromVerification(
  result: Verification,
  options: VerificationOptions = {},
): Durations {
  const { lanes, ...rest } = options;
  const all = histogramsOf(result);
  const isRead = lanes
    ? (lane: string) => lanes.includes(lane)
    : (lane: string) => lane !== PROBE_LANE;
  const buckets = summed(all.flatMap(([lane, those]) => isRead(lane) ? [those] : []));
  if (buckets.length > 0) {
    const count = buckets.at(-1)?.count ?? 0;
    return durationsFromHistogram([...buckets, { leMs: Infinity, count }], rest);
  }
  const known = [...new Set(all.map(([lane]) => lane))].join(", ") || "there are none";
  throw badOption(ACTION, "lanes", `lanes in which something was answered (${known})`, lanes);
}

function histogramsOf(result: Verification): readonly (readonly [string, readonly Bucket[]])[] {
  const { scenarios } = result ?? {};
  if (!Array.isArray(scenarios)) throw badOption(ACTION, "result", EXPECTED, result);
  const runs: Verification["scenarios"][number]["runs"] = scenarios
    .flatMap((scenario) => scenario?.runs ?? []);
  return runs.flatMap((run) => {
    const { durations } = run ?? {};
    if (typeof durations === "object" && durations !== null) return Object.entries(durations);
    throw badOption(ACTION, "durations", "those of each run", durations);
  });
}

const EXPECTED = "a result of quiesce verify, as --out and --json write it";

/** All have bounds of one kind, and each begins with one below its shortest. */
function summed(histograms: readonly (readonly Bucket[])[]): readonly Bucket[] {
  const bounds = new Set(histograms.flatMap((buckets) => buckets.map(({ leMs }) => leMs)));
  return [...bounds].sort((a, b) => a - b).map((leMs) => ({
    leMs,
    count: histograms.reduce((sum, buckets) => sum + countAt(buckets, leMs), 0),
  }));
}

function countAt(buckets: readonly Bucket[], leMs: number): number {
  return buckets.findLast((bucket) => bucket.leMs <= leMs)?.count ?? 0;
}
