/** Epoch times that are larger than these are in a smaller unit: no proxy tells of a year past 5000. */
const UNITS = [[1e17, 1e-6], [1e14, 1e-3], [1e11, 1]] as const;
/** What is older is no queue: the clock of who wrote it is wrong. */
const MOST_MS = 3_600_000;

/**
 * How long a request had waited before it came here, by the header `x-request-start` that a proxy
 * wrote: `t=` may precede the time, which is in seconds, milliseconds, micro- or nanoseconds since
 * 1970. Of several proxies the first one counts. `undefined` when there is none or it makes no sense.
 */
export function queueMs(header: string | null, arrivedWallMs: number): number | undefined {
  if (header === null) return undefined;
  const text = /^\s*(?:t=)?(\d+(?:\.\d+)?)s?\s*(?:,|$)/.exec(header)?.[1];
  if (text === undefined) return undefined;
  const given = Number(text);
  const [, factor] = UNITS.find(([above]) => given >= above) ?? [0, 1_000];
  const waitedMs = arrivedWallMs - given * factor;
  // Clocks of two machines differ by a little; a request that comes before it was sent did not wait.
  return Math.abs(waitedMs) > MOST_MS ? undefined : Math.max(0, waitedMs);
}
