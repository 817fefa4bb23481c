import type { OnProgress } from "../progress.ts";
import type { ScenarioResult } from "../result.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Settings } from "../settings.ts";
import { runScenario } from "./run-scenario.ts";

/** Runs scenarios: the quiet ones side by side, each of the loud ones alone. */
export async function runAll(
  scenarios: readonly Scenario[],
  settings: Settings,
  onProgress: OnProgress,
  signal?: AbortSignal,
): Promise<readonly ScenarioResult[]> {
  const results: Map<string, ScenarioResult> = new Map();
  const runOne = async (scenario: Scenario): Promise<void> => {
    const result = await runScenario(scenario, settings, onProgress, signal);
    results.set(scenario.id, result);
    onProgress({ kind: "judged", result });
  };
  // A port that the settings name can be held by one process at a time.
  const jobs = settings.url === undefined ? settings.jobs : 1;
  const isLoud = ({ loud = false }: Scenario): boolean => loud;
  await sideBySide(scenarios.filter((each) => !isLoud(each)), jobs, runOne);
  await sideBySide(scenarios.filter(isLoud), 1, runOne);
  return scenarios.flatMap(({ id }) => results.get(id) ?? []);
}

async function sideBySide<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  const ended = await Promise.allSettled(Array.from({ length: width }, worker));
  // Only once each has ended what it had started may the first one's reason be told.
  const failed = ended.find((each) => each.status === "rejected");
  if (failed) throw failed.reason;
}
