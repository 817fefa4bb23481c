import { setTimeout as delay } from "node:timers/promises";
import type { OnProgress } from "../progress.ts";
import type { RunRecord } from "../result.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Settings } from "../settings.ts";
import { processTree } from "../subject/process-tree.ts";
import { Traffic } from "../wire/traffic.ts";
import { untilReady } from "./ready.ts";
import { recordOf } from "./record.ts";
import { Run } from "./run.ts";
import { answering, start, type Started, stop } from "./start.ts";

const OPEN_EVERY_MS = 200;
const LOGGED_MS = 50;

/** What a single run is told. */
export interface OnceOptions {
  readonly round: number;
  /** Which of the scenario's variants; empty when it has none. */
  readonly variant: string;
  /** What was seen of the variants before it. */
  readonly earlier: readonly RunRecord[];
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal | undefined;
}

/** Starts a fresh process, lets the scenario drive it, and returns what was seen. */
export async function runOnce(
  scenario: Scenario,
  settings: Settings,
  options: OnceOptions,
): Promise<RunRecord> {
  const { signal, variant } = options;
  signal?.throwIfAborted();
  const started = await start(settings, scenario.start?.(settings, variant));
  const { promise: calledOff, reject } = Promise.withResolvers<never>();
  const callOff = (): void => reject(signal?.reason);
  signal?.addEventListener("abort", callOff, { once: true });
  try {
    // What still goes on then ends with the process.
    return await Promise.race([observe(scenario, settings, started, options), calledOff]);
  } finally {
    signal?.removeEventListener("abort", callOff);
    await stop(started);
  }
}

async function observe(
  scenario: Scenario,
  settings: Settings,
  started: Started,
  options: OnceOptions,
): Promise<RunRecord> {
  const { round, variant, onProgress, signal } = options;
  const { subject, proxy, startedAt, nowMs } = started;
  onProgress({ kind: "started", scenario: scenario.id, round });
  const address = scenario.early ? started.address : await answering(started, settings);
  const listeningMs = nowMs();
  if (!scenario.early) await untilReady(started, address, settings);
  // What it logs of that must not be taken for its words on the signal.
  if (!scenario.early) await delay(LOGGED_MS);
  const traffic = new Traffic(address, nowMs);
  const parts = { ...options, settings, subject, traffic, proxy, nowMs };
  const run = new Run({ ...parts, scenario: scenario.id });
  run.mark("start", "started", 0);
  if (!scenario.early) run.mark("listening", "listening", listeningMs);
  // Who serves is known only while it does.
  subject.family.server(address);
  const tell = setInterval(() => onProgress(openOf(scenario, traffic)), OPEN_EVERY_MS);
  try {
    await scenario.drive(run);
    await settle(traffic);
    signal?.throwIfAborted();
  } finally {
    clearInterval(tell);
    traffic.close();
  }
  const about = { scenario: scenario.id, round, ...(variant !== "" && { variant }), startedAt };
  return recordOf(run, about, processTree(subject));
}

/** What the end of the process does to connections is seen a moment after it. */
async function settle(traffic: Traffic): Promise<void> {
  for (let turns = 0; turns < 100 && traffic.inFlight > 0; turns += 1) await delay(10);
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
