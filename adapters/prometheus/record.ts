import { METRICS } from "../../src/observe/mod.ts";
import type { SavedTotals, Series } from "./totals.ts";

/** What a process leaves for the one after it. */
export interface EndRecord {
  /** `none` from the start until the end: a process that finds it follows one that had no end. */
  readonly end: "none" | "completed";
  readonly totals: SavedTotals;
}

const VERSION = 1;

/** Writes a record. */
export function recordText({ end, totals }: EndRecord): string {
  return JSON.stringify({ version: VERSION, end, totals });
}

/**
 * Reads a record. One that cannot be read was being written when its process ended, so that had no
 * end either. One of another version says nothing.
 */
export function parseRecord(text: string): EndRecord | undefined {
  const found = parsed(text);
  if (found?.["version"] !== VERSION && isText(found?.["end"])) return undefined;
  if (found === undefined) return { end: "none", totals: {} };
  const end = found["end"] === "completed" ? "completed" : "none";
  return { end, totals: totalsOf(found["totals"]) };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function totalsOf(found: unknown): SavedTotals {
  const totals = objectOf(found) ?? {};
  const names = Object.values(METRICS).map(({ name }) => name);
  return Object.fromEntries(names.map((name) => [name, listOf(totals[name]).filter(isSeries)]));
}

function isSeries(found: unknown): found is Series {
  const { labels, value, counts = [] } = objectOf(found) ?? {};
  return isCount(value) && listOf(counts).every(isCount) && Array.isArray(counts) &&
    Object.values(objectOf(labels) ?? { none: undefined }).every(isText);
}

function objectOf(found: unknown): Readonly<Record<string, unknown>> | undefined {
  const isObject = typeof found === "object" && found !== null && !Array.isArray(found);
  // SAFETY: what its fields are is asked of each.
  return isObject ? found as Readonly<Record<string, unknown>> : undefined;
}

function listOf(found: unknown): readonly unknown[] {
  return Array.isArray(found) ? found : [];
}

function isCount(found: unknown): found is number {
  return typeof found === "number" && found >= 0;
}

function isText(found: unknown): found is string {
  return typeof found === "string";
}
