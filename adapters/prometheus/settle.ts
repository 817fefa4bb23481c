import { METRICS } from "../../src/observe/mod.ts";
import { mayRun } from "./owner.ts";
import { type EndRecord, type Owner, parseRecord, type ProcessRecord } from "./record.ts";
import { Totals } from "./totals.ts";

/**
 * What a record says to `own`: all who have ended are part of the totals, and each that left no end
 * and cannot run any more is an unclean one. A text that cannot be read was being written when its
 * process ended.
 */
export function settle(text: string | undefined, own: Owner, nowMs: number): EndRecord {
  const record = parseRecord(text);
  const { totals: before = {}, processes: all = [] } = record ?? {};
  const totals = new Totals();
  totals.declare(METRICS.uncleanEnds, {});
  totals.load(before);
  if (!record) totals.add(METRICS.uncleanEnds, 1, {});
  const isOpen = (each: ProcessRecord): boolean =>
    each.id === own.id || (each.end === "none" && mayRun(each, own, nowMs));
  for (const each of all.filter((other) => !isOpen(other))) {
    totals.load(each.totals);
    if (each.end === "none") totals.add(METRICS.uncleanEnds, 1, {});
  }
  return { totals: totals.saved(), processes: all.filter(isOpen) };
}
