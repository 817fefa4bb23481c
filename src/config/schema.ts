import * as z from "zod";
import type { LogLevel } from "../core/mod.ts";
import { toMs } from "./duration.ts";
import { mustBe } from "./must-be.ts";

/** What a signal means to a program. */
export type SignalAction = "shutdown" | "reload" | "dump" | "ignore";

/**
 * What can be configured from outside: every option of a lifecycle and of `run` that is data. All
 * times are in milliseconds. What is not given is left out, so that the defaults apply.
 */
export interface Config {
  /** The whole budget, from the first trigger to the exit. */
  readonly graceMs?: number;
  /** How far `extend` may move the end. */
  readonly maxGraceMs?: number;
  /** How long requests are still served while readiness is already red. */
  readonly delayMs?: number;
  /** What is left of the budget once it was forced. */
  readonly forceMs?: number;
  /** How long long-lived work may go on after it was asked to end. */
  readonly longLivedMs?: number;
  /** Time kept free at the end of the budget. */
  readonly reserves?: {
    /** For aborted work to unwind. */
    readonly unwindMs?: number;
    /** For the hooks of `compensate`. */
    readonly compensateMs?: number;
    /** For the hooks of `close`. */
    readonly closeMs?: number;
    /** For the hooks of `flush`. */
    readonly flushMs?: number;
  };
  /** Who it is, for the report. */
  readonly identity?: {
    /** The name of the service. */
    readonly service?: string;
    /** Its version. */
    readonly version?: string;
    /** Which of several: a pod, a host, a number. */
    readonly instance?: string;
    /** The revision of its deployment. */
    readonly revision?: string;
    /** The unique id of its pod. */
    readonly podUid?: string;
    /** The machine that it runs on. */
    readonly node?: string;
    /** The commit that it was built from. */
    readonly commit?: string;
  };
  /** How much is written to stderr. */
  readonly logLevel?: LogLevel;
  /** What each signal means, by its name, where that differs from the default. */
  readonly signals?: Readonly<Record<`SIG${string}`, SignalAction>>;
  /** How soon after a signal another one counts as its echo. */
  readonly echoMs?: number;
  /** How long the start may take. */
  readonly startTimeoutMs?: number;
  /** Whether errors that nobody caught start a shutdown. */
  readonly faults?: boolean;
  /** Whether a thread ends the process when the event loop is blocked past the deadline. */
  readonly watchdog?: boolean;
  /** How long the platform waits from the signal to its kill. */
  readonly outerGraceMs?: number;
}

const LOG_LEVELS = ["info", "warn", "error", "silent"] as const;
const MEANINGS = ["shutdown", "reload", "dump", "ignore"] as const;

const positiveMs = time("a finite time above zero", (ms) => ms > 0 && ms !== Infinity).optional();
const anyMs = time("a time of zero or more", (ms) => ms >= 0).optional();
const text = z.string(mustBe("a text")).optional();
const flag = z.preprocess(toFlag, z.boolean(mustBe("true or false"))).optional();
const meaning = z.enum(MEANINGS, mustBe(`one of ${MEANINGS.join(", ")}`));
const signals = z.record(z.string().regex(/^SIG[A-Z0-9]+$/), meaning, mustBe("an object"))
  .optional();

const RESERVES = { unwindMs: anyMs, compensateMs: anyMs, closeMs: anyMs, flushMs: anyMs };
const IDENTITY = {
  service: text,
  version: text,
  instance: text,
  revision: text,
  podUid: text,
  node: text,
  commit: text,
};
const CONFIG = {
  graceMs: positiveMs,
  maxGraceMs: positiveMs,
  delayMs: anyMs,
  forceMs: positiveMs,
  longLivedMs: anyMs,
  reserves: section(RESERVES).optional(),
  identity: section(IDENTITY).optional(),
  logLevel: z.enum(LOG_LEVELS, mustBe(`one of ${LOG_LEVELS.join(", ")}`)).optional(),
  signals,
  echoMs: anyMs,
  startTimeoutMs: anyMs,
  faults: flag,
  watchdog: flag,
  outerGraceMs: positiveMs,
};

/** The names that exist at each place of a configuration; the top has the empty name. */
export const NAMES: Readonly<Record<string, readonly string[]>> = {
  "": Object.keys(CONFIG),
  reserves: Object.keys(RESERVES),
  identity: Object.keys(IDENTITY),
};

/** The schema that the functions of this door use, with the types of zod. */
export const zodSchema: z.ZodType<Config> = section(CONFIG);

function time(expected: string, holds: (ms: number) => boolean) {
  const check = (given: unknown): boolean => typeof given === "number" && holds(given);
  const error = mustBe(`${expected}, in milliseconds or with a unit such as "25s"`);
  return z.preprocess(toMs, z.custom<number>(check, error));
}

function section<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, mustBe("an object")).transform(defined);
}

/** Without what is `undefined`, which an option that is left out must not be. */
function defined<T extends object>(given: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  // SAFETY: only entries that the type takes out are taken out.
  return Object.fromEntries(entries) as { [Name in keyof T]: Exclude<T[Name], undefined> };
}

function toFlag(given: unknown): unknown {
  if (given === "true" || given === "1") return true;
  return given === "false" || given === "0" ? false : given;
}
