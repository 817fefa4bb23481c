import type { Platform, Report } from "../core/mod.ts";
import { badOption, nonNegative, positive } from "../check/mod.ts";
import { actionsOf, type SignalAction, type SignalMapping } from "./signal.ts";

/** How a life is tied to its process. */
export interface AttachOptions {
  /** The process. Default: the real one. Tests give a `fakePlatform()`. */
  readonly platform?: Platform;
  /**
   * What signals mean, over the defaults: SIGTERM, SIGINT and SIGHUP shut down, SIGQUIT dumps.
   * SIGHUP reloads as soon as there is a reload hook, unless it is given here.
   */
  readonly signals?: Partial<SignalMapping>;
  /** How long after a signal another one is an echo of it. Default: 500. */
  readonly echoMs?: number;
  /**
   * Whether an error that nobody caught ends the life, which still answers what is in flight.
   * Default: as `exit`.
   */
  readonly faults?: boolean;
  /** Whether the process ends with the life. Default: false. */
  readonly exit?: boolean;
  /** Is told what happened, or `false` for nobody. Default: writes plain lines to stderr. */
  readonly report?: ((report: Report) => void) | false | undefined;
  /**
   * Whether a thread kills the process when the event loop is blocked past the deadline. The exit
   * code is then that of a kill. Default: false.
   */
  readonly watchdog?: boolean;
  /**
   * How long the platform waits from the signal to its kill: `terminationGracePeriodSeconds` less
   * what `preStop` takes, `stop_grace_period`, `TimeoutStopSec`. When the budget does not fit, one
   * line on stderr says so at the start. Default: the environment variable
   * `QUIESCE_OUTER_GRACE_MS`, where it may be read without asking anybody.
   */
  readonly outerGraceMs?: number;
}

/** Options with their defaults, checked. */
export interface AttachSettings {
  readonly actions: ReadonlyMap<string, SignalAction>;
  /** Whether SIGHUP means what the user says, also when there is something to reload. */
  readonly isHangupGiven: boolean;
  readonly echoMs: number;
  readonly faults: boolean;
  readonly exit: boolean;
  readonly report: ((report: Report) => void) | false | undefined;
  readonly watchdog: boolean;
  readonly outerGraceMs: number | undefined;
}

const ACTION = "attach";

/** Checks options and fills in the defaults. */
export function attachSettingsOf(platform: Platform, options: AttachOptions): AttachSettings {
  const exit = flag("exit", options.exit, false);
  const { report, outerGraceMs } = options;
  if (report !== undefined && report !== false && typeof report !== "function") {
    throw badOption(ACTION, "report", "a function or false", report);
  }
  return {
    actions: actionsOf(platform, options.signals),
    isHangupGiven: options.signals?.["SIGHUP"] !== undefined,
    echoMs: nonNegative(ACTION, "echoMs", options.echoMs ?? 500),
    faults: flag("faults", options.faults, exit),
    exit,
    report,
    watchdog: flag("watchdog", options.watchdog, false),
    outerGraceMs: outerGraceMs === undefined
      ? undefined
      : positive(ACTION, "outerGraceMs", outerGraceMs),
  };
}

function flag(option: string, given: unknown, otherwise: boolean): boolean {
  if (given === undefined) return otherwise;
  if (typeof given === "boolean") return given;
  throw badOption(ACTION, option, "true or false", given);
}
