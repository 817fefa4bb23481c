import { checkBudget, type Reserves, reservesOf } from "./budget.ts";
import { systemClock } from "./clock.ts";
import type { DrainPolicy } from "./drain.ts";
import { aFunction, badOption, nonNegative, positive } from "../check/mod.ts";
import type { Clock } from "./port.ts";
import type { Identity, Report } from "./report.ts";

/** From which weight on something is written: `silent` is above all. */
export type LogLevel = "info" | "warn" | "error" | "silent";

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
  /**
   * How much whoever attaches this life writes to stderr: all (`info`), what somebody should look at
   * (`warn`), what failed (`error`), or nothing (`silent`). A dump that was asked for is always
   * written. Default: `info`.
   */
  readonly logLevel?: LogLevel;
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
  readonly reserves: Partial<Reserves>;
  readonly drain: DrainPolicy | undefined;
  readonly clock: Clock;
  readonly identity: Identity;
  readonly logLevel: LogLevel;
  readonly exitCode: ((report: Report) => number) | undefined;
}

/** All levels, the most talkative first. */
const LOG_LEVELS: readonly LogLevel[] = ["info", "warn", "error", "silent"];

const RESERVES: readonly (keyof Reserves)[] = ["unwindMs", "compensateMs", "closeMs", "flushMs"];
const IDENTITY: readonly (keyof Identity)[] = [
  "service",
  "version",
  "instance",
  "revision",
  "podUid",
  "node",
  "commit",
];

/** Checks options and fills in the defaults. */
export function settingsOf(options: LifecycleOptions, action = "make a lifecycle"): Settings {
  const graceMs = positive(action, "graceMs", options.graceMs ?? 25_000);
  const settings: Settings = {
    graceMs,
    maxGraceMs: Math.max(graceMs, positive(action, "maxGraceMs", options.maxGraceMs ?? graceMs)),
    delayMs: nonNegative(action, "delayMs", options.delayMs ?? 0),
    forceMs: positive(action, "forceMs", options.forceMs ?? 2_000),
    longLivedMs: nonNegative(
      action,
      "longLivedMs",
      options.longLivedMs ?? Math.min(graceMs * 0.2, 5_000),
    ),
    reserves: partsOf(action, "reserves", options.reserves ?? {}, RESERVES, nonNegative),
    drain: options.drain,
    clock: options.clock ?? systemClock,
    identity: partsOf(action, "identity", options.identity ?? {}, IDENTITY, aText),
    logLevel: aLogLevel(action, options.logLevel ?? "info"),
    exitCode: options.exitCode,
  };
  const { exitCode, drain } = options;
  if (exitCode !== undefined) aFunction(action, "exitCode", exitCode);
  if (drain !== undefined) aFunction(action, "drain", drain);
  checkBudget(action, graceMs, settings.delayMs, reservesOf(graceMs, settings.reserves));
  return settings;
}

/** The parts of an option, checked, without those that are `undefined`. */
function partsOf(
  action: string,
  option: string,
  given: object,
  names: readonly string[],
  check: (action: string, option: string, given: unknown) => unknown,
): object {
  return Object.fromEntries(
    Object.entries(anObject(action, option, given, names)).filter(([name, part]) => {
      if (part !== undefined) check(action, `${option}.${name}`, part);
      return part !== undefined;
    }),
  );
}

/** Checks an object, which has no others than these names. */
export function anObject<T>(
  action: string,
  option: string,
  given: T,
  names: readonly string[],
): T & object {
  if (!isObject(given)) throw badOption(action, option, "an object", given);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown === undefined) return given;
  throw badOption(action, option, `made of ${names.join(", ")}`, unknown);
}

/** Whether it has names, as options do. */
export function isObject(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === "object" && given !== null && !Array.isArray(given);
}

function aText(action: string, option: string, given: unknown): unknown {
  if (typeof given === "string") return given;
  throw badOption(action, option, "a text", given);
}

function aLogLevel(action: string, given: LogLevel): LogLevel {
  if (LOG_LEVELS.includes(given)) return given;
  throw badOption(action, "logLevel", `one of ${LOG_LEVELS.join(", ")}`, given);
}
