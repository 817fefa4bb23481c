import type { HookReport, Phase, PhaseReport, Report } from "../core/mod.ts";

/** How long one thing took, in all reports. */
export interface SeenTimes {
  /** Where it ended, how long that took. */
  readonly endedMs: readonly number[];
  /** Where it was not waited for any longer, how long it had been waited for until then. */
  readonly cutOffMs: readonly number[];
}

/** The times of one hook. */
export interface HookTimes extends SeenTimes {
  readonly phase: Phase;
  readonly hook: string;
}

/** Whether the times of a report are those of a shutdown that nobody hurried or called off. */
export function isTelling(report: Report): boolean {
  return report.end === "completed" && report.forced === undefined;
}

/** The times of each hook, in the order in which they were first seen. */
export function timesOfHooks(reports: readonly Report[]): readonly HookTimes[] {
  const hooks = reports.flatMap((report) => report.hooks).filter(isTimed);
  const byName = Map.groupBy(hooks, ({ phase, hook }) => `${phase}/${hook}`);
  return [...byName.values()].flatMap((seen) => {
    const [first] = seen;
    return first ? [{ phase: first.phase, hook: first.hook, ...split(seen, isCutOff) }] : [];
  });
}

/** The times of one phase. */
export function timesOfPhase(reports: readonly Report[], phase: Phase): SeenTimes {
  const seen = reports.flatMap((report) =>
    report.phases.filter((each) => each.phase === phase).map((each) => ({
      tookMs: each.tookMs,
      isCutOff: isPhaseCutOff(each, report),
    }))
  );
  return split(seen, (each) => each.isCutOff);
}

/** A hook that failed or was late has not shown how long it takes. */
function isTimed({ end, late }: HookReport): boolean {
  return !late && (end === "done" || end === "timed-out");
}

function isCutOff({ end }: HookReport): boolean {
  return end === "timed-out";
}

function isPhaseCutOff({ phase, tookMs, allottedMs }: PhaseReport, report: Report): boolean {
  const { deadlinePassed, drainCut, hooks } = report;
  const wasCut = phase === "drain" && (deadlinePassed || drainCut !== undefined);
  // What is endless is stored as null.
  const isUsedUp = typeof allottedMs === "number" && tookMs >= allottedMs;
  return wasCut || isUsedUp || hooks.some((hook) => hook.phase === phase && isCutOff(hook));
}

function split<T extends { readonly tookMs: number }>(
  seen: readonly T[],
  isCut: (each: T) => boolean,
): SeenTimes {
  const msOf = (those: readonly T[]): number[] => those.map(({ tookMs }) => tookMs);
  return {
    endedMs: msOf(seen.filter((each) => !isCut(each))),
    cutOffMs: msOf(seen.filter(isCut)),
  };
}
