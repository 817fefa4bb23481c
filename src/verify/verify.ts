import process from "node:process";
import { VERSION } from "./version.ts";
import type { Plan } from "./plan/plan.ts";
import { prepare, type Prepared, routeRecords } from "./plan/prepare.ts";
import type { OnProgress } from "./progress.ts";
import { RESULT_FORMAT, type ScenarioResult, type Verdict, type VerifyResult } from "./result.ts";
import { runAll } from "./run/run-all.ts";
import type { Settings } from "./settings.ts";

/** How a verification is watched and called off. */
export interface VerifyOptions {
  readonly onProgress?: OnProgress;
  /** Ends what was started, and rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** A verification that was called off when something was judged already. Its cause says by what. */
export class Interrupted extends Error {
  override readonly name: string = "Interrupted";
  /** What was judged until then. */
  readonly result: VerifyResult;

  constructor(result: VerifyResult, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.result = result;
  }
}

/**
 * Starts the command again and again, puts it under what each scenario asks, and judges it.
 *
 * @throws {Interrupted} when it is called off and something was judged already.
 */
export async function verify(plan: Plan, options: VerifyOptions = {}): Promise<VerifyResult> {
  const { onProgress = () => {}, signal } = options;
  const startedAt = new Date();
  const prepared = await prepare(plan, onProgress, signal);
  const judged: Map<string, ScenarioResult> = new Map();
  const collect: OnProgress = (progress) => {
    if (progress.kind === "judged") judged.set(progress.result.id, progress.result);
    onProgress(progress);
  };
  try {
    const { scenarios, settings } = prepared;
    return resultOf(prepared, startedAt, await runAll(scenarios, settings, collect, signal));
  } catch (error) {
    if (!signal?.aborted || judged.size === 0) throw error;
    const result = resultOf(prepared, startedAt, [...judged.values()]);
    throw new Interrupted({ ...result, interrupted: true }, error);
  }
}

function resultOf(
  { settings, rootStatus }: Prepared,
  startedAt: Date,
  results: readonly ScenarioResult[],
): VerifyResult {
  return {
    format: RESULT_FORMAT,
    tool: { version: VERSION, runtime: runtimeName() },
    startedAt: startedAt.toISOString(),
    tookMs: Date.now() - startedAt.getTime(),
    subject: subjectOf(settings),
    routes: routeRecords(settings),
    ...(rootStatus !== undefined && { rootStatus }),
    verdict: worstOf(results),
    scenarios: results,
  };
}

function subjectOf(settings: Settings): VerifyResult["subject"] {
  const { command, url = "", signal, graceMs, rounds } = settings;
  return { command, url, signal, graceMs, rounds };
}

/** The verdict over all: what could not be judged takes nothing from what could, if it was started. */
function worstOf(results: readonly ScenarioResult[]): Verdict {
  const has = (wanted: Verdict): boolean => results.some(({ verdict }) => verdict === wanted);
  if (has("fail")) return "fail";
  if (results.some(({ unstarted }) => unstarted)) return "unjudged";
  return has("weak") ? "weak" : has("pass") ? "pass" : "unjudged";
}

function runtimeName(): string {
  const { bun, deno, node } = process.versions;
  if (bun) return `bun ${bun}`;
  return deno ? `deno ${deno}` : `node ${node}`;
}
