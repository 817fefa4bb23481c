import { percentilesOf } from "../judge/percentiles.ts";
import type { OnProgress } from "../progress.ts";
import type {
  Figures,
  FiguresOfRounds,
  Finding,
  RunRecord,
  ScenarioResult,
  Verdict,
} from "../result.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Settings } from "../settings.ts";
import { NO_COUNTS, sumOf } from "./counts.ts";
import { runOnce } from "./run-once.ts";
import { StartError } from "./start.ts";

const FIGURES: readonly (keyof Figures)[] = ["reactionMs", "notReadyMs", "drainMs", "exitMs"];

/** What the rounds of one scenario have come to, so far. */
interface Seen {
  readonly runs: RunRecord[];
  readonly findings: Finding[];
  /** Why a run could not be judged. */
  readonly whys: Set<string>;
  unstarted: boolean;
}

/** Runs a scenario as often as the settings say, and judges it. Rejects only when called off. */
export async function runScenario(
  scenario: Scenario,
  settings: Settings,
  onProgress: OnProgress,
  signal?: AbortSignal,
): Promise<ScenarioResult> {
  const why = scenario.needs(settings);
  if (why !== undefined) return unjudged(scenario, why);
  const seen: Seen = { runs: [], findings: [], whys: new Set(), unstarted: false };
  for (let round = 1; round <= settings.rounds; round += 1) {
    await runRound(scenario, settings, { round, onProgress, signal }, seen);
  }
  return {
    ...about(scenario),
    ...verdictAndWhy(seen),
    ...(seen.unstarted && { unstarted: true }),
    findings: seen.findings,
    counts: sumOf(seen.runs.map(({ counts }) => counts)),
    ...figuresOfVariants(seen.runs),
    runs: seen.runs,
  };
}

interface RoundOptions {
  readonly round: number;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal | undefined;
}

async function runRound(
  scenario: Scenario,
  settings: Settings,
  options: RoundOptions,
  seen: Seen,
): Promise<void> {
  const { runs, findings, whys } = seen;
  const earlier: RunRecord[] = [];
  for (const variant of scenario.variants?.(settings) ?? [""]) {
    try {
      const record = await runOnce(scenario, settings, { ...options, variant, earlier });
      runs.push(record);
      if (record.unjudged !== undefined) whys.add(record.unjudged);
      else findings.push(...judged(scenario, record, settings, earlier));
      earlier.push(record);
    } catch (error) {
      options.signal?.throwIfAborted();
      // What the judge itself failed at says nothing of the service, and must not end the rest.
      whys.add(error instanceof Error ? error.message : String(error));
      seen.unstarted ||= error instanceof StartError;
      return;
    }
  }
}

function judged(
  scenario: Scenario,
  record: RunRecord,
  settings: Settings,
  earlier: readonly RunRecord[],
): readonly Finding[] {
  const { round, variant } = record;
  const where = { round, ...(variant !== undefined && { variant }) };
  return scenario.judge(record, settings, earlier).map((finding) => ({ ...finding, ...where }));
}

/** A run that proves nothing takes nothing from a fault that another one has shown. */
function verdictAndWhy({ findings, whys }: Seen): Pick<ScenarioResult, "verdict" | "why"> {
  const verdict = verdictOf(findings);
  if (whys.size === 0) return { verdict };
  return { verdict: verdict === "fail" ? "fail" : "unjudged", why: [...whys].join("; ") };
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

/** Times after one signal and after another are not of one kind, and are not put together. */
function figuresOfVariants(
  runs: readonly RunRecord[],
): Pick<ScenarioResult, "figures" | "variants"> {
  const groups = Map.groupBy(runs, ({ variant = "" }) => variant);
  const all = [...groups].map(([variant, those]) => [variant, figuresOf(those)] as const);
  const figures = all[0]?.[1] ?? {};
  return groups.has("") || all.length === 0
    ? { figures }
    : { figures, variants: Object.fromEntries(all) };
}

function figuresOf(runs: readonly RunRecord[]): FiguresOfRounds {
  const all = FIGURES.map((name) => {
    const times = runs.flatMap(({ figures }) => figures[name] ?? []);
    return [name, percentilesOf(times)] as const;
  });
  return Object.fromEntries(all.filter(([, percentiles]) => percentiles !== undefined));
}
