import type { Lifecycle, LogLevel, Platform } from "../core/mod.ts";

/** How much a line matters. */
export type Weight = Exclude<LogLevel, "silent">;

const RANKS: Readonly<Record<LogLevel, number>> = { info: 0, warn: 1, error: 2, silent: 3 };

/** Writes a line to stderr, unless `life` wants to hear of nothing so light. */
export function log(life: Lifecycle, platform: Platform, weight: Weight, line: string): void {
  if (isHeard(life, weight)) platform.warn(line);
}

/** Whether `life` wants to hear of what matters so much. */
export function isHeard({ logLevel }: Lifecycle, weight: Weight): boolean {
  return RANKS[weight] >= RANKS[logLevel];
}
