/** How many milliseconds each unit has. */
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * Turns text such as `250ms`, `25s`, `1.5m` or `1h` into milliseconds; a number without a unit is
 * one of milliseconds. What is no time is returned as it is, so that the error can show it.
 */
export function toMs(given: unknown): unknown {
  if (typeof given !== "string") return given;
  const text = given.trim();
  if (text === "Infinity") return Infinity;
  const [, digits, unit = "ms"] = /^(\d+(?:\.\d+)?) ?(ms|s|m|h)?$/.exec(text) ?? [];
  return digits === undefined ? given : Number(digits) * (UNITS[unit] ?? NaN);
}
