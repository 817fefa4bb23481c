import { percentilesOf } from "../judge/percentiles.ts";
import type { OnProgress } from "../progress.ts";
import type { Figures, Finding, RunRecord, ScenarioResult, Verdict } from "../result.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Settings } from "../settings.ts";
import { NO_COUNTS, sumOf } from "./record.ts";
import { runOnce } from "./run-once.ts";

const FIGURES: readonly (keyof Figures)[] = ["reactionMs", "notReadyMs", "drainMs", "exitMs"];

/** Runs a scenario as often as the settings say, and judges it. */
export async function runScenario(
  scenario: Scenario,
  settings: Settings,
  onProgress: OnProgress,
  signal?: AbortSignal,
): Promise<ScenarioResult> {
  const why = scenario.needs(settings);
  if (why !== undefined) return unjudged(scenario, why);
  const runs: RunRecord[] = [];
  const findings: Finding[] = [];
  for (let round = 1; round <= settings.rounds; round += 1) {
    const record = await runOnce(scenario, settings, { round, onProgress, signal });
    runs.push(record);
    findings.push(...scenario.judge(record, settings).map((finding) => ({ ...finding, round })));
  }
  return {
    ...about(scenario),
    verdict: verdictOf(findings),
    findings,
    counts: sumOf(runs.map(({ counts }) => counts)),
    figures: figuresOf(runs),
    runs,
  };
}

/** The worst of what was found. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  if (findings.some(({ severity }) => severity === "fault")) return "fail";
  return findings.some(({ severity }) => severity === "shortcoming") ? "weak" : "pass";
}

function unjudged(scenario: Scenario, why: string): ScenarioResult {
  const nothing = { findings: [], counts: NO_COUNTS, figures: {}, runs: [] };
  return { ...about(scenario), verdict: "unjudged", why, ...nothing };
}

function about({ id, title, promise }: Scenario): Pick<ScenarioResult, "id" | "title" | "promise"> {
  return { id, title, promise };
}

function figuresOf(runs: readonly RunRecord[]): ScenarioResult["figures"] {
  const all = FIGURES.map((name) => {
    const times = runs.flatMap(({ figures }) => figures[name] ?? []);
    return [name, percentilesOf(times)] as const;
  });
  return Object.fromEntries(all.filter(([, percentiles]) => percentiles !== undefined));
}
