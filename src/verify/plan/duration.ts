const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** How a time is written, for the messages that ask for one. */
export const DURATION_FORM = 'a time such as "500ms", "10s" or "2m"';

/** The milliseconds in `500ms`, `10s`, `1.5m` or `1h`; `undefined` when it is no time. */
export function durationMs(text: string): number | undefined {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?) ?(ms|s|m|h)$/.exec(text.trim()) ?? [];
  const factor = UNITS_MS[unit];
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}
