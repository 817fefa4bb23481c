import type { RunRecord } from "../result.ts";

/** A count that the scenario has noted; 0 when it has noted none. */
export function notedCount({ facts }: RunRecord, name: string): number {
  const fact = facts[name];
  return typeof fact === "number" ? fact : 0;
}

/** The words that the scenario has noted; none when it has noted none. */
export function notedWords({ facts }: RunRecord, name: string): readonly string[] {
  const fact = facts[name];
  return Array.isArray(fact) ? fact as readonly string[] : [];
}
