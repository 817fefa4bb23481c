import { setTimeout as delay } from "node:timers/promises";
import type { OnProgress } from "../progress.ts";
import type { RunRecord } from "../result.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Settings } from "../settings.ts";
import { processTree } from "../subject/process-tree.ts";
import { Traffic } from "../wire/traffic.ts";
import { recordOf } from "./record.ts";
import { Run } from "./run.ts";
import { answering, start, type Started } from "./start.ts";

const OPEN_EVERY_MS = 200;

/** What a single run is told. */
export interface OnceOptions {
  readonly round: number;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal | undefined;
}

/** Starts a fresh process, lets the scenario drive it, and returns what was seen. */
export async function runOnce(
  scenario: Scenario,
  settings: Settings,
  options: OnceOptions,
): Promise<RunRecord> {
  options.signal?.throwIfAborted();
  const started = await start(settings, scenario.start?.(settings));
  const killIt = (): void => started.subject.kill();
  options.signal?.addEventListener("abort", killIt, { once: true });
  try {
    return await observe(scenario, settings, started, options);
  } finally {
    options.signal?.removeEventListener("abort", killIt);
    killIt();
  }
}

async function observe(
  scenario: Scenario,
  settings: Settings,
  started: Started,
  { round, onProgress, signal }: OnceOptions,
): Promise<RunRecord> {
  const { subject, address, startedAt, nowMs } = started;
  onProgress({ kind: "started", scenario: scenario.id, round });
  const traffic = new Traffic(address, nowMs);
  const run = new Run({
    scenario: scenario.id,
    round,
    settings,
    subject,
    traffic,
    onProgress,
    nowMs,
  });
  run.mark("start", "started", 0);
  if (!scenario.early) {
    await answering(started, settings);
    run.mark("listening", "listening");
  }
  const tell = setInterval(() => onProgress(openOf(scenario, traffic)), OPEN_EVERY_MS);
  try {
    await scenario.drive(run);
    await settle(traffic);
    signal?.throwIfAborted();
  } finally {
    clearInterval(tell);
    traffic.close();
  }
  const processes = await processTree(subject, address.port);
  return recordOf(run, { scenario: scenario.id, round, startedAt }, processes);
}

/** What the end of the process does to connections is seen a moment after it. */
async function settle(traffic: Traffic): Promise<void> {
  for (let turns = 0; turns < 30 && traffic.inFlight > 0; turns += 1) await delay(10);
}

function openOf({ id }: Scenario, traffic: Traffic): Parameters<OnProgress>[0] {
  return {
    kind: "open",
    scenario: id,
    connections: traffic.openConnections,
    requests: traffic.inFlight,
    answered: traffic.answered,
  };
}
