import type { Entry } from "./entry.ts";
import { type OpenEntry, shapeOf, timeText } from "./open-entry.ts";
import { unseenUses } from "./signal-ear.ts";
import { Usage } from "./usage.ts";

/**
 * What is wrong with something open.
 *
 * - `unclosed` a scope or a lease is old, nothing is in use in it, and nobody has closed it
 * - `idle` a child scope is old and outlives its purpose: no task, no child, and nobody listens
 * - `overdue` a task is older than tasks may become
 * - `deaf` a task goes on although it was told to stop now
 * - `unheard` a signal was asked for, and nobody was seen listening to it
 * - `growing` more and more of one shape are open at a time
 * - `dropped` it was collected, and never closed
 */
export type LeakProblem =
  | "unclosed"
  | "idle"
  | "overdue"
  | "deaf"
  | "unheard"
  | "growing"
  | "dropped";

/** What was opened at one place under names of one shape, and has one problem. */
export interface Leak extends OpenEntry {
  /** What is wrong. All else is said of the oldest one. */
  readonly problem: LeakProblem;
  /** How many there are. */
  readonly count: number;
  /** The same for people, in one line. */
  readonly text: string;
}

/** From when on what is open is a leak. */
export interface Limits {
  readonly maxAgeMs: number;
  readonly maxTaskAgeMs: number;
  readonly ignoreAbortMs: number;
  /** Whether some of what is open may not have been noted. */
  readonly isSampled: boolean;
}

/** One entry and what is wrong with it. */
export interface Finding {
  readonly problem: LeakProblem;
  readonly entry: Entry;
}

/** Says what is wrong with what is open. Growth is judged elsewhere: it takes more than one look. */
export function findingsIn(entries: readonly Entry[], nowMs: number, limits: Limits): Finding[] {
  const judged = { ...limits, usage: new Usage(entries, limits.isSampled) };
  return entries.flatMap((entry) =>
    problemsOf(entry, nowMs, judged).map((problem) => ({ problem, entry }))
  );
}

/** One leak for all findings of one problem, shape and place, by that as a key. */
export function leaksOf(findings: readonly Finding[], nowMs: number): Map<string, Leak> {
  const groups = Map.groupBy(findings, keyOf);
  return new Map([...groups].map(([key, group]) => {
    const oldest = group.reduce((a, b) => b.entry.openedMs < a.entry.openedMs ? b : a);
    return [key, leakOf(oldest.problem, oldest.entry.shown(nowMs), group.length)];
  }));
}

/** What makes two findings the same leak. Making the text of a place for each that ends is too slow. */
export function keyOf({ problem, entry }: Finding): string {
  const place = problem === "unheard" || problem === "dropped" ? "" : entry.where;
  return [problem, entry.kind, entry.pathShape, place].join("\n");
}

/** Makes a leak, with its text. */
export function leakOf(problem: LeakProblem, entry: OpenEntry, count: number): Leak {
  const where = entry.where === "" ? "" : `, opened at ${entry.where}`;
  return { ...entry, problem, count, text: `${textOf(problem, entry, count)}${where}` };
}

interface Judged extends Limits {
  readonly usage: Usage;
}

function problemsOf(entry: Entry, nowMs: number, limits: Judged): LeakProblem[] {
  const ageMs = nowMs - entry.openedMs;
  const abortedForMs = nowMs - (entry.abortedMs ?? nowMs);
  const problems: LeakProblem[] = [];
  if (entry.kind === "task") {
    if (abortedForMs > 0 && abortedForMs >= limits.ignoreAbortMs) problems.push("deaf");
    if (ageMs >= limits.maxTaskAgeMs) problems.push("overdue");
  }
  if (ageMs < limits.maxAgeMs) return problems;
  if (entry.isUnheard) problems.push("unheard");
  const forgotten = entry.isLasting ? undefined : forgottenness(entry, limits);
  return forgotten === undefined ? problems : [...problems, forgotten];
}

/** Whether something that is old enough was forgotten, rather than used. */
function forgottenness(entry: Entry, { usage }: Judged): LeakProblem | undefined {
  if (entry.kind === "lease") return "unclosed";
  const { scope } = entry;
  if (entry.kind !== "scope" || scope === undefined || entry.isInUse) return undefined;
  const isEmpty = scope.openCount() === 0;
  // Another scope may have the same path, so that one with nothing below it answers for itself.
  if (!isEmpty && usage.isAbove(entry.path, scope)) return undefined;
  const isBare = isEmpty && !entry.isListenedTo && !isHeard(entry);
  return isBare && !entry.isRoot ? "idle" : "unclosed";
}

function isHeard({ ears }: Entry): boolean {
  return ears?.some(({ isHeard }) => isHeard) === true;
}

function textOf(problem: LeakProblem, entry: OpenEntry, count: number): string {
  const what = count === 1
    ? `${entry.kind} "${entry.path}"`
    : `${count} x ${entry.kind} "${shapeOf(entry.path)}"`;
  const age = timeText(entry.ageMs);
  switch (problem) {
    case "unclosed":
      return `${what} was not closed in ${age}`;
    case "idle":
      return `${what} is open for ${age} without a task, a child or a listener`;
    case "overdue":
      return `${what} has not ended in ${age}`;
    case "deaf":
      return `${what} goes on ${timeText(entry.abortedForMs ?? 0)} after its abort`;
    case "unheard":
      return `${what} has a signal to which nobody was seen listening${unseenText()}`;
    case "growing":
      return `${what} are open, and more at each look`;
    case "dropped":
      return `${what} was collected and never closed`;
  }
}

function unseenText(): string {
  const unseen = unseenUses();
  return unseen.length === 0 ? "" : ` (${unseen.join(" and ")} cannot be seen here)`;
}
