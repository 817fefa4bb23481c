import { badOption } from "../check/mod.ts";
import { type Deploy, deployOf, type DeployOptions } from "./deploy.ts";
import type { Durations } from "./durations.ts";
import { graceMsFor, type Needs } from "./grace.ts";
import { leastWhole } from "./least-whole.ts";
import { estimate, type LossEstimate } from "./loss-chance.ts";
import { finite } from "./option.ts";

/** What {@linkcode recommend} is given. */
export interface RecommendOptions extends DeployOptions {
  /** The chance that a whole deploy loses a request which you accept. Default: 0.01. */
  readonly maxLoss?: number | undefined;
  /** How long the hooks of `compensate` take along their longest path. Default: 0. */
  readonly compensateMs?: number | undefined;
  /** How long resources take to close, along their longest path. Default: 0. */
  readonly closeMs?: number | undefined;
  /** How long logs, traces and metrics take to be flushed. Default: 0. */
  readonly flushMs?: number | undefined;
  /** The `lingerMs` of the servers, which serve on for so long at least. Default: 400. */
  readonly lingerMs?: number | undefined;
  /**
   * The drain gets no less, however short requests are: under load the servers of `quiesce` take up
   * to about a second to find a moment in which they can stop listening. Default: 1500.
   */
  readonly minDrainMs?: number | undefined;
  /**
   * How much longer than `graceMs` the outer grace period is at least: for the signal to arrive, and
   * for an exit that is late. Default: 1000.
   */
  readonly marginMs?: number | undefined;
}

/** What {@linkcode recommend} returns: times, or why there are none. */
export type Recommendation =
  | {
    readonly end: "found";
    /** For `new Lifecycle`. */
    readonly delayMs: number;
    /** For `new Lifecycle`. */
    readonly graceMs: number;
    /** What is left for requests in flight, once the delay is over. */
    readonly drainMs: number;
    /** Whole seconds: for `terminationGracePeriodSeconds`, `TimeoutStopSec`, `--timeout`. */
    readonly outerGraceMs: number;
    /** What is lost then. */
    readonly loss: LossEstimate;
    /** What each number comes from, in words. */
    readonly why: readonly string[];
  }
  | {
    readonly end: "unknown";
    /** What is not known, and what would help. */
    readonly why: readonly string[];
  };

const ACTION = "recommend times";

/**
 * The shortest delay and the shortest grace with which a rolling deploy loses a request with a chance
 * of at most `maxLoss`.
 *
 * Half of what is accepted is spent on requests that come late, the rest on requests that last too
 * long. Times that were observed are believed only as far as their number allows: to say of something
 * that it happens once in so many cases takes three times as many observations, in which it did not
 * happen. Where they are too few, the limit `maxMs` is taken that you have stated for them; where
 * there is none, the end is `unknown`, and `why` says how many it takes.
 *
 * @throws {QuiesceError} `BAD_OPTION` when an option is missing or out of its range
 *
 * @example From what is known of a service to the options of its lifecycle
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { durationsFrom, lagOfChecks, recommend } from "quiesce/capacity";
 *
 * const advice = recommend({
 *   durations: durationsFrom([20, 30, 50, 80, 400], { maxMs: 10_000 }),
 *   propagation: lagOfChecks({ intervalMs: 1_000, fall: 2 }),
 *   instances: 20,
 *   ratePerSecond: 500,
 * });
 * if (advice.end === "unknown") throw new Error(advice.why.join("\n"));
 * const { delayMs, graceMs, outerGraceMs } = advice;
 * console.assert(delayMs > 1_900 && delayMs <= 2_000);
 * console.assert(outerGraceMs > graceMs && graceMs > delayMs + 10_000);
 * const life = new Lifecycle({ delayMs, graceMs });
 * ```
 */
export function recommend(options: RecommendOptions): Recommendation {
  const deploy = deployOf(ACTION, options);
  const maxLoss = aChance(options.maxLoss ?? 0.01);
  const times = timesOf(options);
  const delay = delayFor(deploy, maxLoss / 2);
  const drain = drainFor(deploy, maxLoss, delay.ms);
  if (delay.ms === Infinity || drain.ms === Infinity) {
    const missing = [delay, drain].filter(({ ms }) => ms === Infinity);
    return { end: "unknown", why: missing.map(({ why }) => why) };
  }

  const delayMs = delay.ms;
  const drainMs = Math.max(drain.ms, times.minDrainMs);
  const servedMs = Math.max(delayMs, times.lingerMs);
  const graceMs = graceMsFor(servedMs + drainMs, times);
  const outerGraceMs = Math.ceil((graceMs + times.marginMs) / 1_000) * 1_000;
  const loss = estimate(deploy, { delayMs, drainMs });
  const why = [
    delay.why,
    drainMs > drain.ms ? `the drain gets its least, ${drainMs} ms` : drain.why,
    `graceMs: ${servedMs} ms to serve on, ${drainMs} ms to drain, the rest to end in order`,
    `outerGraceMs: ${times.marginMs} ms more, in whole seconds`,
  ];
  return { end: "found", delayMs, drainMs, graceMs, outerGraceMs, loss, why };
}

interface Times extends Needs {
  readonly lingerMs: number;
  readonly minDrainMs: number;
  readonly marginMs: number;
}

function timesOf(options: RecommendOptions): Times {
  return {
    compensateMs: finite(ACTION, "compensateMs", options.compensateMs ?? 0),
    closeMs: finite(ACTION, "closeMs", options.closeMs ?? 0),
    flushMs: finite(ACTION, "flushMs", options.flushMs ?? 0),
    lingerMs: finite(ACTION, "lingerMs", options.lingerMs ?? 400),
    minDrainMs: finite(ACTION, "minDrainMs", options.minDrainMs ?? 1_500),
    marginMs: finite(ACTION, "marginMs", options.marginMs ?? 1_000),
  };
}

function aChance(given: unknown): number {
  if (typeof given === "number" && given > 0 && given < 1) return given;
  throw badOption(ACTION, "maxLoss", "a number above 0 and below 1", given);
}

/** A time and where it comes from. `Infinity` when it cannot be told. */
interface Found {
  readonly ms: number;
  readonly why: string;
}

/** Judged without the drain, which has no end here. */
function delayFor(deploy: Deploy, maxLoss: number): Found {
  const { propagation, instances, balancers } = deploy;
  const isEnough = (delayMs: number): boolean =>
    estimate(deploy, { delayMs, drainMs: Infinity }).perDeploy.chance <= maxLoss;
  return timeFor(propagation, isEnough, {
    name: "delayMs",
    what: "lags of the load balancer",
    chance: deploy.ratePerMs === 0 ? 1 : maxLoss / (instances * balancers),
  });
}

function drainFor(deploy: Deploy, maxLoss: number, delayMs: number): Found {
  const { durations, instances, batch, ratePerMs } = deploy;
  const isEnough = (drainMs: number): boolean =>
    estimate(deploy, { delayMs, drainMs }).perDeploy.chance <= maxLoss;
  const inFlight = durations.meanMs * instances * ratePerMs / (instances - batch + 1);
  return timeFor(durations, isEnough, {
    name: "drainMs",
    what: "durations of requests",
    chance: maxLoss / 2 / inFlight,
  });
}

interface Claim {
  readonly name: string;
  readonly what: string;
  /** How rare it must be that a time is longer than the one that is chosen. */
  readonly chance: number;
}

function timeFor(
  times: Durations,
  isEnough: (ms: number) => boolean,
  { name, what, chance }: Claim,
): Found {
  const neededCount = Math.ceil(3 / Math.min(1, chance));
  if (times.observed >= neededCount) {
    const ms = leastWhole(Math.ceil(times.quantile(1)), isEnough);
    return { ms, why: `${name}: ${ms} ms are enough for the ${what}` };
  }
  const few = `${times.observed} ${what} were given, and it takes ${neededCount}`;
  if (times.maxMs < Infinity) {
    const ms = Math.ceil(times.maxMs);
    return { ms, why: `${name}: ${ms} ms, the limit that was stated, since ${few}` };
  }
  const advice = 'state a limit as "maxMs", measure more, or accept a larger "maxLoss"';
  return { ms: Infinity, why: `${name} is unknown: ${few}; ${advice}` };
}
