import type { ErrorReport, HookReport, PhaseReport, Report } from "../../core/mod.ts";
import { askedOf } from "./asked.ts";
import type { AuditEnd, AuditError, AuditHook, AuditStage } from "./record.ts";

/** The final record, out of the report. */
export function endOf(report: Report): AuditEnd {
  const { exitCode, reason, startedAt, tookMs, graceMs, gates, longestBlockMs } = report;
  return {
    event: "shutdown.ended",
    exitCode,
    asked: askedOf(reason),
    startedAt,
    tookMs,
    graceMs,
    stages: report.phases.map((phase) => stageOf(phase, report)),
    forced: forcedOf(report),
    compensated: hooksOf(report, "compensate"),
    gates,
    errors: report.errors.map((error) => ({ from: error.from, ...errorOf(error) })),
    longestBlockMs,
  };
}

function forcedOf(
  { forced, deadlinePassed, drainCut, cut, unstopped }: Report,
): AuditEnd["forced"] {
  return {
    ...(forced && { asked: askedOf(forced) }),
    deadlinePassed,
    ...(drainCut && { drainCut: askedOf(drainCut) }),
    cut,
    unstopped,
  };
}

function stageOf({ phase, tookMs, allottedMs }: PhaseReport, report: Report): AuditStage {
  const hooks = hooksOf(report, phase);
  const isCut = phase === "drain" && (report.deadlinePassed || report.drainCut !== undefined);
  return { phase, outcome: isCut ? "cut" : outcomeOf(hooks), tookMs, allottedMs, hooks };
}

function outcomeOf(hooks: readonly AuditHook[]): AuditStage["outcome"] {
  const ends = new Set(hooks.map(({ end }) => end));
  if (ends.has("timed-out")) return "timed-out";
  return ends.has("failed") ? "failed" : "done";
}

function hooksOf({ hooks }: Report, phase: string): readonly AuditHook[] {
  return hooks.filter((hook) => hook.phase === phase).map(hookOf);
}

function hookOf({ hook, end, tookMs, error }: HookReport): AuditHook {
  return { hook, end, tookMs, ...(error && { error: errorOf(error) }) };
}

function errorOf({ name, message, code }: ErrorReport): AuditError {
  return { name, message, ...(code !== undefined && { code }) };
}
