import {
  anObject,
  isObject,
  type LifecycleOptions,
  type Settings,
  settingsOf,
} from "./settings.ts";

/** The name of an option of a lifecycle that can change while it goes on. */
export type Changeable =
  | "graceMs"
  | "maxGraceMs"
  | "delayMs"
  | "forceMs"
  | "longLivedMs"
  | "reserves"
  | "identity"
  | "logLevel";

/** Each of them, which the compiler sees to. */
const CHANGEABLE = Object.keys(
  {
    graceMs: 0,
    maxGraceMs: 0,
    delayMs: 0,
    forceMs: 0,
    longLivedMs: 0,
    reserves: 0,
    identity: 0,
    logLevel: 0,
  } satisfies Record<Changeable, 0>,
);

/** All others, those of `attach` and `run` too. */
const FIXED = [
  "drain",
  "clock",
  "exitCode",
  "platform",
  "signals",
  "echoMs",
  "faults",
  "exit",
  "report",
  "watchdog",
  "outerGraceMs",
  "startTimeoutMs",
  "terminal",
] as const;

const ACTION = "configure";

/** A value, or of an option that has parts any of them; `undefined` takes back what was configured. */
export type Change<T> = T extends object ? { readonly [Part in keyof T]?: T[Part] | undefined } : T;

/**
 * Options for a life that goes on. Of `reserves` and `identity`, what is not named stays as it is.
 * `undefined` takes back what was configured: the option or the part is then as the life was made
 * with.
 */
export type LifecycleChanges = {
  readonly [Name in Changeable]?: Change<LifecycleOptions[Name]> | undefined;
};

/** What a life is like before a change; `first` is what it was made with. */
interface Before {
  readonly first: LifecycleOptions;
  readonly options: LifecycleOptions;
  readonly settings: Settings;
}

/** What a life would become, and what of the changes is new to it. */
export interface Configured {
  readonly options: LifecycleOptions;
  readonly settings: Settings;
  readonly changed: readonly string[];
  readonly kept: readonly string[];
}

/** Options over options, checked as a whole. */
export function configured(changes: LifecycleChanges, before: Before): Configured {
  const names = Object.keys(anObject(ACTION, "changes", changes, [...CHANGEABLE, ...FIXED]));
  const told = names.filter(isChangeable);
  const values = told.map((name) => [name, changed(name, changes[name], before)]);
  const options: LifecycleOptions = { ...before.options, ...Object.fromEntries(values) };
  const settings = settingsOf(options, ACTION);
  return {
    options,
    settings,
    changed: told.filter((name) => textOf(settings[name]) !== textOf(before.settings[name])),
    kept: names.filter((name) => !isChangeable(name)),
  };
}

function changed(name: Changeable, change: unknown, { first, options }: Before): unknown {
  const [start, now]: readonly unknown[] = [first[name], options[name]];
  if (change === undefined) return start;
  // What is of the wrong kind is left to who checks all.
  if (!isObject(change) || !isObject(start)) return change;
  const parts = Object.entries(change).map(([part, given]) => [part, given ?? start[part]]);
  return { ...now as object, ...Object.fromEntries(parts) };
}

function isChangeable(name: string): name is Changeable {
  return CHANGEABLE.includes(name);
}

function textOf(value: unknown): string | undefined {
  // JSON has no word for what is endless.
  return JSON.stringify(value === Infinity ? "Infinity" : value);
}
