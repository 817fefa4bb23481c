const UNIT_MS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** Reads a time as compose files have it, such as `1m30s`. */
export function composeDurationMs(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(us|ms|s|m|h))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(us|ms|s|m|h)/g)];
  return parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (UNIT_MS[unit] ?? 0), 0);
}

/** Reads what `sleep` takes, such as `5` and `1.5m`. */
export function sleepMs(word: string): number | undefined {
  const [, count, unit = "s"] = /^(\d+(?:\.\d+)?)([smhd])?$/.exec(word) ?? [];
  if (count === undefined) return undefined;
  return Number(count) * (unit === "d" ? 24 * 3_600_000 : UNIT_MS[unit] ?? 0);
}

/** Writes a time for people. */
export function secondsText(ms: number): string {
  return `${Math.round(ms / 10) / 100} s`;
}
