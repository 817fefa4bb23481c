import { METRICS } from "../../src/observe/mod.ts";
import type { SavedTotals, Series } from "./totals.ts";

/** What processes leave for those after them. */
export interface EndRecord {
  /** What those have counted that have ended. */
  readonly totals: SavedTotals;
  /** Those of whom nobody has taken notice since they ended, and those that may run yet. */
  readonly processes: readonly ProcessRecord[];
}

/** Who keeps a record. */
export interface Owner {
  /** Unlike that of any other. */
  readonly id: string;
  /** What its life is called among several. */
  readonly instance: string;
  readonly pid: number;
  /** When it began to keep its record, in milliseconds since 1970. */
  readonly startedAtMs: number;
  /** How long its end may take. */
  readonly graceMs: number;
}

/** What one process has left. */
export interface ProcessRecord extends Owner {
  readonly end: ProcessEnd;
  /** What it has counted itself. */
  readonly totals: SavedTotals;
}

/** How a process has ended: `idle` is that nothing was left to do. Who was killed leaves `none`. */
export type ProcessEnd = "none" | "completed" | "released" | "idle";

const VERSION = 2;
const ENDS: readonly unknown[] = ["completed", "released", "idle"] satisfies ProcessEnd[];

/** Writes a record. */
export function recordText(record: EndRecord): string {
  return JSON.stringify({ version: VERSION, ...record });
}

/**
 * Reads a record; `undefined` when it cannot be read. One of another version says nothing, as if it
 * was not there.
 */
export function parseRecord(text: string | undefined): EndRecord | undefined {
  if (text === undefined) return { totals: {}, processes: [] };
  const found = parsed(text);
  if (typeof found?.["version"] !== "number") return undefined;
  if (found["version"] !== VERSION) return { totals: {}, processes: [] };
  return {
    totals: totalsOf(found["totals"]),
    processes: listOf(found["processes"]).flatMap((each) => processOf(objectOf(each) ?? {})),
  };
}

function processOf(found: Readonly<Record<string, unknown>>): readonly ProcessRecord[] {
  const { id, instance, pid, startedAtMs, graceMs, end, totals } = found;
  if (!isText(id) || !isText(instance) || !isCount(pid) || !isCount(startedAtMs)) return [];
  return [{
    id,
    instance,
    pid,
    startedAtMs,
    // JSON has no endless time.
    graceMs: isCount(graceMs) ? graceMs : Infinity,
    // SAFETY: it is one of the list.
    end: ENDS.includes(end) ? end as ProcessEnd : "none",
    totals: totalsOf(totals),
  }];
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
