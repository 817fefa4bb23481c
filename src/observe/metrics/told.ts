import {
  type HookReport,
  type Lifecycle,
  type Release,
  release,
  type Report,
} from "../../core/mod.ts";
import { attempt } from "./attempt.ts";
import { METRICS } from "./definitions.ts";
import type { MetricSink } from "./sink.ts";

/** How a shutdown ended, in one word: the worst that holds. */
export type ShutdownOutcome = "clean" | "cut" | "failed" | "forced";

/** All outcomes, for those who want a series of each from the start. */
export const OUTCOMES: readonly ShutdownOutcome[] = ["clean", "cut", "failed", "forced"];

/** Tells `sink` of phases, hooks and hurry, as they happen. */
export function tellOfPhases(life: Lifecycle, sink: MetricSink): readonly Release[] {
  return [
    life.on("phase.ended", ({ phase, tookMs }) => {
      if (phase === "drain") sink.record(METRICS.drain, tookMs / 1_000, {});
    }),
    life.on("hook.settled", (hook) => tellOfHook(sink, hook)),
    life.on(
      "shutdown.forced",
      ({ reason }) => sink.add(METRICS.forced, 1, { reason: reason.kind }),
    ),
  ];
}

/** Tells `sink` of a shutdown that is over. */
export function tellOfEnd(sink: MetricSink, report: Report): void {
  const { reason, tookMs, graceMs } = report;
  const outcome = outcomeOf(report);
  sink.record(METRICS.shutdown, tookMs / 1_000, { reason: reason.kind, outcome });
  sink.record(METRICS.budgetUsed, tookMs / graceMs, { outcome });
}

/**
 * Tells `sink` how long the whole tree took to end after the shutdown has stopped it, and after it
 * has aborted it. A stop that had to be followed by an abort was not obeyed, so only the abort is told;
 * what never ends is not told at all, but counted by the gates and the report.
 */
export function tellOfCancellations(life: Lifecycle, sink: MetricSink): readonly Release[] {
  const { scope, clock } = life;
  let isHeard = true;
  const tell = (kind: string, value: number): void => {
    if (isHeard) attempt(life, () => sink.record(METRICS.cancellation, value, { kind }));
  };
  const follow = (kind: "stop" | "abort"): void => {
    const startMs = clock.nowMs();
    if (scope.openCount() === 0) return;
    void scope.idle().then(() => {
      const tookMs = clock.nowMs() - startMs;
      if (kind === "abort" || !scope.isAborted) tell(kind, tookMs / 1_000);
    });
  };
  return [
    scope.onStop(() => follow("stop")),
    scope.onAbort(() => follow("abort")),
    release(() => isHeard = false),
  ];
}

/** What was skipped did not run. */
function tellOfHook(sink: MetricSink, { phase, hook, end, tookMs }: HookReport): void {
  if (end === "skipped") return;
  sink.record(METRICS.hook, tookMs / 1_000, { phase, hook, outcome: end });
  if (phase === "compensate" && end !== "done") sink.add(METRICS.compensationFailures, 1, {});
}

function outcomeOf(report: Report): ShutdownOutcome {
  if (report.forced) return "forced";
  if (report.reason.kind === "failure" || report.errors.length > 0) return "failed";
  const { deadlinePassed, drainCut, unstopped, gates } = report;
  const isCut = deadlinePassed || drainCut !== undefined || unstopped.length > 0;
  return isCut || gates.some(({ cut }) => cut > 0) ? "cut" : "clean";
}
