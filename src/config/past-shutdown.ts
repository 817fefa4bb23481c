import * as z from "zod";
import type { HookReport, Phase, PhaseReport, Report } from "../core/mod.ts";

/** A line of an audit log, of which only the final records are read. */
export interface PastRecord {
  /** What happened: `shutdown.ended` in a final record. */
  readonly event: string;
  /** How long it took. */
  readonly tookMs?: number;
  /** The phases, with their hooks. */
  readonly stages?: readonly {
    readonly phase: Phase;
    readonly tookMs: number;
    readonly allottedMs: number;
    readonly hooks: readonly Pick<HookReport, "hook" | "end" | "tookMs">[];
  }[];
  /** What did not end by itself. */
  readonly forced?: {
    readonly asked?: unknown;
    readonly deadlinePassed: boolean;
    readonly drainCut?: unknown;
  };
}

/** A shutdown that has been: its report, or a record of an audit log. */
export type PastShutdown = Report | PastRecord;

/** What is learned from one shutdown. */
export interface Lesson {
  /** Whether it took as long as it takes: nobody hurried it or called it off. */
  readonly isTelling: boolean;
  readonly tookMs: number;
  readonly isDrainCut: boolean;
  readonly phases: readonly Pick<PhaseReport, "phase" | "tookMs" | "allottedMs">[];
  readonly hooks: readonly Pick<HookReport, "phase" | "hook" | "end" | "tookMs" | "late">[];
}

const hook = z.looseObject({ hook: z.string(), end: z.string(), tookMs: z.number() });
const phase = z.looseObject({ phase: z.string(), tookMs: z.number() });
const record = z.looseObject({
  event: z.literal("shutdown.ended"),
  tookMs: z.number().optional(),
  stages: z.array(phase.extend({ hooks: z.array(hook) })).optional(),
  forced: z.looseObject({}).optional(),
});
const report = z.looseObject({
  tookMs: z.number(),
  phases: z.array(phase),
  hooks: z.array(hook.extend({ phase: z.string() })),
});
/** Of which nothing is read. */
const other = z.looseObject({ event: z.string().regex(/^(?!shutdown\.ended$)/) });

/** Whether it can be read. */
export function isPastShutdown(given: unknown): given is PastShutdown {
  return [other, record, report].some((form) => form.safeParse(given).success);
}

/** What there is to learn, which is nothing from the records of other events. */
export function lessonOf(past: PastShutdown): readonly Lesson[] {
  if (!("event" in past)) return [ofReport(past)];
  return past.event === "shutdown.ended" ? [ofRecord(past)] : [];
}

function ofReport(
  { end, forced, tookMs, deadlinePassed, drainCut, phases, hooks }: Report,
): Lesson {
  return {
    isTelling: end === "completed" && forced === undefined,
    tookMs,
    isDrainCut: deadlinePassed || drainCut !== undefined,
    phases,
    hooks,
  };
}

function ofRecord({ tookMs = 0, stages = [], forced }: PastRecord): Lesson {
  return {
    isTelling: forced?.asked === undefined,
    tookMs,
    isDrainCut: forced !== undefined && (forced.deadlinePassed || forced.drainCut !== undefined),
    phases: stages,
    hooks: stages.flatMap(({ phase, hooks }) =>
      hooks.map((hook) => ({ ...hook, phase, late: false }))
    ),
  };
}
