import type { ConnectionRecord, Finding, RunRecord } from "../result.ts";
import { MOST_CONNECTIONS } from "../run/kept.ts";
import { PROBE_LANE } from "../run/watch.ts";
import type { Settings } from "../settings.ts";
import { fault, shortcoming } from "./findings.ts";
import { idleMs } from "./idle.ts";

/**
 * How long a process may live on after the last answer before its clients are taken for the cause.
 * Less than the 5 s for which Node keeps an idle connection, and far more than a busy machine needs.
 */
export const HELD_MS = 2_000;

/** How close before the exit a connection must have ended for the exit to have waited for it. */
const NEAR_EXIT_MS = 1_000;

const ADVICE =
  "Say Connection: close in each answer during the shutdown, and end the connections that are idle, silent or in the middle of a head, again and again until none is left.";

/** A process that had nothing left to do, and lived on since clients kept their connections. */
export function heldByClients(record: RunRecord, settings: Settings): readonly Finding[] {
  const heldMs = idleMs(record, settings);
  const open = openAtEnd(record);
  if (heldMs <= HELD_MS || open === "") return [];
  const forMs = heldMs - borrowedMs(record, settings);
  const what = `lived on for ${seconds(forMs)} s with nothing left to do, while ${open} were open`;
  const found = record.exit?.killed ? fault : shortcoming;
  return [found("HELD_BY_CLIENTS", what, ADVICE)];
}

/** The time that only this watch gives to one that the platform would have killed before. */
function borrowedMs({ exit, signalAtMs = 0 }: RunRecord, { graceMs }: Settings): number {
  return exit?.killed ? Math.max(0, exit.atMs - signalAtMs - graceMs) : 0;
}

/** Which connections were open until the end, in words; empty if none was. */
export function openAtEnd({ exit, connections }: RunRecord): string {
  if (!exit) return "";
  const holders = connections.filter((each) => holds(each, exit.atMs));
  return namesOf(holders, connections.length);
}

/** Whether a connection was open until the end of the process. */
export function holds({ lane, end, closeMs }: ConnectionRecord, exitMs: number): boolean {
  return lane !== PROBE_LANE && end !== "unreachable" && closeMs >= exitMs - NEAR_EXIT_MS;
}

function namesOf(holders: readonly ConnectionRecord[], all: number): string {
  if (holders.length === 0) return "";
  const lanes = Map.groupBy(holders, ({ lane }) => lane);
  const names = [...lanes].map(([lane, those]) => `${those.length} connections (${lane})`);
  return `${all < MOST_CONNECTIONS ? "" : "at least "}${names.join(", ")}`;
}

/** A time for people: `6.0`. */
export function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
