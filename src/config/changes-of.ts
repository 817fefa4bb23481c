import type { Config } from "./schema.ts";

/**
 * What makes a life that was told `before` one that was told `now`: the options that differ, and
 * `undefined` for what is no longer given, which takes it back.
 */
export function changesOf(before: Config, now: Config): Config {
  const names = Object.keys({ ...before, ...now }) as (keyof Config)[];
  const differing = names.filter((name) => textOf(before[name]) !== textOf(now[name]));
  return Object.fromEntries(differing.map((name) => [name, now[name]]));
}

/** The same text for the same configuration. */
export function textOf(value: unknown): string | undefined {
  // JSON has no word for what is endless.
  return JSON.stringify(value, (_, each: unknown) => each === Infinity ? "Infinity" : each);
}
