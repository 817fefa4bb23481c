import type { Spot } from "./spot.ts";

/** Whether nothing stands there. */
export function isMissing({ value }: Spot): boolean {
  return value === undefined || value === null;
}

/** A text, or `undefined` for anything else. */
export function textAt({ value }: Spot): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A number, or `undefined` for anything else. */
export function numberAt({ value }: Spot): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** What a list holds, or nothing. */
export function itemsAt(spot: Spot): readonly Spot[] {
  return Array.isArray(spot.value) ? spot.value.map((_, index) => spot.at(index)) : [];
}

/** What a map holds, or nothing. */
export function entriesAt(spot: Spot): readonly (readonly [name: string, spot: Spot])[] {
  return isMap(spot.value) ? Object.keys(spot.value).map((name) => [name, spot.at(name)]) : [];
}

/** The texts and numbers of a list as words, or `undefined` when it is no list. */
export function wordsAt({ value }: Spot): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.map((word) => typeof word === "object" ? "" : String(word));
}

/** The texts of a map, such as labels. */
export function textsAt(spot: Spot): Readonly<Record<string, string>> {
  return Object.fromEntries(entriesAt(spot).map(([name, { value }]) => [name, String(value)]));
}

/** Whether it is a map. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
