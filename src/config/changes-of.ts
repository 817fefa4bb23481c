import type { LifecycleChanges } from "../core/mod.ts";
import type { Config } from "./schema.ts";

/** The options of which a life takes each part by itself. */
const SECTIONS: readonly string[] = ["reserves", "identity"] satisfies (keyof Config)[];

/**
 * What makes a life that was told `before` one that was told `now`: the options that differ, and
 * `undefined` for what is no longer given, which takes it back.
 */
export function changesOf(before: Config, now: Config): LifecycleChanges {
  return differing(before, now);
}

function differing(before: object, now: object): object {
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(now))];
  const names = [...new Set([...was.keys(), ...is.keys()])];
  return Object.fromEntries(
    names.filter((name) => textOf(was.get(name)) !== textOf(is.get(name))).map((name) => {
      if (!SECTIONS.includes(name)) return [name, is.get(name)];
      return [name, differing(was.get(name) ?? {}, is.get(name) ?? {})];
    }),
  );
}

/** The same text for the same configuration. */
export function textOf(value: unknown): string | undefined {
  // JSON has no word for what is endless.
  return JSON.stringify(value, (_, each: unknown) => each === Infinity ? "Infinity" : each);
}
