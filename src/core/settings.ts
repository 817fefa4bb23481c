import { checkBudget, type Reserves, reservesOf } from "./budget.ts";
import { systemClock } from "./clock.ts";
import type { DrainPolicy } from "./drain.ts";
import { aFunction, nonNegative, positive } from "../check/mod.ts";
import type { Clock } from "./port.ts";
import type { Identity, Report } from "./report.ts";

/** What a lifecycle may be given. All times are in milliseconds. */
export interface LifecycleOptions {
  /**
   * The whole budget, from the first trigger to the exit. Default: 25000, which fits into the 30
   * seconds that Kubernetes gives.
   */
  readonly graceMs?: number;
  /** How far `extend` may move the end. Default: `graceMs`, that is, not at all. */
  readonly maxGraceMs?: number;
  /**
   * How long requests are still served while readiness is already red, so that load balancers can
   * hear of it. Runs alongside the hooks of `announce`. Default: 0.
   */
  readonly delayMs?: number;
  /** What is left of the budget once it was forced. Default: 2000. */
  readonly forceMs?: number;
  /**
   * How long long-lived work may go on after it was asked to end. Default: 20 % of `graceMs`, at most
   * 5000.
   */
  readonly longLivedMs?: number;
  /**
   * Time kept free at the end. Default: 2 % to unwind (at most 1000), 5 % each to compensate and to
   * close (at most 2500), 5 % to flush (at most 2000), or what the hooks declare when that is more.
   */
  readonly reserves?: Partial<Reserves>;
  /**
   * May cut the drain before its deadline, such as `decay` of `quiesce/tasks`. What it throws is
   * reported. Default: the drain goes on until its deadline.
   */
  readonly drain?: DrainPolicy;
  /** Default: the clock of the platform. */
  readonly clock?: Clock;
  /** Who it is, for the report. */
  readonly identity?: Identity;
  /** Turns the report into another exit code. What it throws is reported; the code stays. */
  readonly exitCode?: (report: Report) => number;
}

/** Options with their defaults, checked. */
export interface Settings {
  readonly graceMs: number;
  readonly maxGraceMs: number;
  readonly delayMs: number;
  readonly forceMs: number;
  readonly longLivedMs: number;
  readonly declared: Partial<Reserves>;
  readonly drain: DrainPolicy | undefined;
  readonly clock: Clock;
  readonly identity: Identity;
  readonly exitCode: ((report: Report) => number) | undefined;
}

const ACTION = "make a lifecycle";

/** Checks options and fills in the defaults. */
export function settingsOf(options: LifecycleOptions): Settings {
  const graceMs = positive(ACTION, "graceMs", options.graceMs ?? 25_000);
  const settings: Settings = {
    graceMs,
    maxGraceMs: Math.max(graceMs, positive(ACTION, "maxGraceMs", options.maxGraceMs ?? graceMs)),
    delayMs: nonNegative(ACTION, "delayMs", options.delayMs ?? 0),
    forceMs: positive(ACTION, "forceMs", options.forceMs ?? 2_000),
    longLivedMs: nonNegative(
      ACTION,
      "longLivedMs",
      options.longLivedMs ?? Math.min(graceMs * 0.2, 5_000),
    ),
    declared: declaredOf(options.reserves ?? {}),
    drain: options.drain,
    clock: options.clock ?? systemClock,
    identity: { ...options.identity },
    exitCode: options.exitCode,
  };
  const { exitCode, drain } = options;
  if (exitCode !== undefined) aFunction(ACTION, "exitCode", exitCode);
  if (drain !== undefined) aFunction(ACTION, "drain", drain);
  checkBudget(ACTION, graceMs, settings.delayMs, reservesOf(graceMs, settings.declared));
  return settings;
}

function declaredOf(reserves: Partial<Reserves>): Partial<Reserves> {
  for (const [name, given] of Object.entries(reserves)) {
    nonNegative(ACTION, `reserves.${name}`, given);
  }
  return { ...reserves };
}
