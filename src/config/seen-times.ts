import type { Phase } from "../core/mod.ts";
import type { Lesson } from "./past-shutdown.ts";

type Hook = Lesson["hooks"][number];

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

/** The times of each hook, in the order in which they were first seen. */
export function timesOfHooks(lessons: readonly Lesson[]): readonly HookTimes[] {
  const hooks = lessons.flatMap(({ hooks }) => hooks).filter(isTimed);
  const byName = Map.groupBy(hooks, ({ phase, hook }) => `${phase}/${hook}`);
  return [...byName.values()].flatMap((seen) => {
    const [first] = seen;
    return first ? [{ phase: first.phase, hook: first.hook, ...split(seen, isCutOff) }] : [];
  });
}

/** The times of one phase. */
export function timesOfPhase(lessons: readonly Lesson[], phase: Phase): SeenTimes {
  const seen = lessons.flatMap((lesson) =>
    lesson.phases.filter((each) => each.phase === phase).map((each) => ({
      tookMs: each.tookMs,
      isCutOff: isPhaseCutOff(each, lesson),
    }))
  );
  return split(seen, (each) => each.isCutOff);
}

/** A hook that failed or was late has not shown how long it takes. */
function isTimed({ end, late }: Hook): boolean {
  return !late && (end === "done" || end === "timed-out");
}

function isCutOff({ end }: Hook): boolean {
  return end === "timed-out";
}

function isPhaseCutOff(
  { phase, tookMs, allottedMs }: Lesson["phases"][number],
  { isDrainCut, hooks }: Lesson,
): boolean {
  // What is endless is stored as null.
  const isUsedUp = typeof allottedMs === "number" && tookMs >= allottedMs;
  const isLeft = hooks.some((hook) => hook.phase === phase && isCutOff(hook));
  return isUsedUp || isLeft || (phase === "drain" && isDrainCut);
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
