import type { HookReport, PhaseReport, Report } from "../../../src/core/mod.ts";

/** A report of a shutdown in which nothing was to do. */
export const QUIET: Report = {
  identity: {},
  end: "completed",
  reason: { kind: "signal", message: "received SIGTERM", signal: "SIGTERM" },
  startedAt: "2026-11-20T10:00:00.000Z",
  graceMs: 25_000,
  tookMs: 0,
  deadlinePassed: false,
  phases: (["announce", "drain", "compensate", "close", "flush"] as const).map((phase) =>
    phaseReport({ phase })
  ),
  hooks: [],
  gates: [],
  cut: [],
  unstopped: [],
  errors: [],
  longestBlockMs: 0,
  exitCode: 0,
};

/** What one phase was like. */
export function phaseReport(given: Partial<PhaseReport>): PhaseReport {
  return { phase: "drain", startMs: 0, tookMs: 0, allottedMs: 20_000, ...given };
}

/** What one hook was like. */
export function hookReport(given: Partial<HookReport>): HookReport {
  return {
    phase: "close",
    hook: "database",
    end: "done",
    startMs: 0,
    tookMs: 0,
    where: "",
    late: false,
    ...given,
  };
}

/** A report of one hook. */
export function reportOf(hook: Partial<HookReport>, report: Partial<Report> = {}): Report {
  return { ...QUIET, ...report, hooks: [hookReport(hook)] };
}
