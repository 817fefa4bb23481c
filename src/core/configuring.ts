import { badOption } from "../check/mod.ts";
import { type LifecycleOptions, type Settings, settingsOf } from "./settings.ts";

/** The options of a lifecycle that can change while it goes on. */
const CHANGEABLE = [
  "graceMs",
  "maxGraceMs",
  "delayMs",
  "forceMs",
  "longLivedMs",
  "reserves",
  "identity",
  "logLevel",
] as const;

const ACTION = "configure";

type Changeable = typeof CHANGEABLE[number];

/**
 * Options for a life that goes on. `undefined` takes back what was configured: the option is then as
 * the life was made with.
 */
export type LifecycleChanges = {
  readonly [Name in Changeable]?: LifecycleOptions[Name] | undefined;
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
  if (typeof changes !== "object" || changes === null) {
    throw badOption(ACTION, "changes", "an object", changes);
  }
  const names = Object.keys(changes);
  const told = names.filter(isChangeable);
  const values = told.map((name) => [name, changes[name] ?? before.first[name]]);
  const options: LifecycleOptions = { ...before.options, ...Object.fromEntries(values) };
  const settings = settingsOf(options, ACTION);
  return {
    options,
    settings,
    changed: told.filter((name) => textOf(settings[name]) !== textOf(before.settings[name])),
    kept: names.filter((name) => !isChangeable(name)),
  };
}

function isChangeable(name: string): name is Changeable {
  return (CHANGEABLE as readonly string[]).includes(name);
}

function textOf(value: unknown): string | undefined {
  // JSON has no word for what is endless.
  return JSON.stringify(value === Infinity ? "Infinity" : value);
}
