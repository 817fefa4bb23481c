import type { OnProgress } from "../progress.ts";
import type { ScenarioResult } from "../result.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Settings } from "../settings.ts";
import { runScenario } from "./run-scenario.ts";

/**
 * Runs scenarios: the quiet ones side by side, each of the loud ones alone.
 *
 * Where a process could not be started beside others, they may want the same thing, such as a second
 * port that is always the same. From then on one runs at a time, and what has not passed until then
 * is judged again.
 */
export async function runAll(
  scenarios: readonly Scenario[],
  settings: Settings,
  onProgress: OnProgress,
  signal?: AbortSignal,
): Promise<readonly ScenarioResult[]> {
  const results: Map<string, ScenarioResult> = new Map();
  const run = (scenario: Scenario): Promise<ScenarioResult> =>
    runScenario(scenario, settings, onProgress, signal);
  const tell = (result: ScenarioResult): void => {
    results.set(result.id, result);
    onProgress({ kind: "judged", result });
  };
  // A port that the settings name can be held by one process at a time.
  const jobs = settings.url === undefined ? settings.jobs : 1;
  const isLoud = ({ loud = false }: Scenario): boolean => loud;
  const quiet = scenarios.filter((each) => !isLoud(each));
  let isCrowded = false;
  await sideBySide(quiet, jobs, async (scenario) => {
    if (isCrowded) return;
    const result = await run(scenario);
    isCrowded ||= jobs > 1 && result.unstarted === true;
    if (!isCrowded || result.verdict === "pass") tell(result);
  });
  if (isCrowded) onProgress({ kind: "crowded" });
  const left = isCrowded ? quiet.filter(({ id }) => !isSettled(results.get(id))) : [];
  const alone = [...left, ...scenarios.filter(isLoud)];
  await sideBySide(alone, 1, async (scenario) => tell(await run(scenario)));
  return scenarios.flatMap(({ id }) => results.get(id) ?? []);
}

/** Whether others can have had no part in what was found: nothing was started, or nothing is wrong. */
function isSettled(result: ScenarioResult | undefined): boolean {
  return result !== undefined && (result.verdict === "pass" || result.runs.length === 0);
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
