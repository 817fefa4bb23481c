import { join } from "node:path";
import process from "node:process";
import { type Plan, verify, type VerifyResult } from "../../src/verify/mod.ts";
import type { ScenarioResult } from "../../src/verify/result.ts";
import { runAll } from "../../src/verify/run/run-all.ts";
import { SCENARIOS } from "../../src/verify/scenario/mod.ts";
import type { Route, RouteKind, Settings } from "../../src/verify/settings.ts";
import { startDependency } from "./dependency.ts";

export const CAREFUL: string = join(import.meta.dirname, "careful.ts");
const SLOW_MS = 1_500;

/** The whole plan for the careful server: nothing has to be guessed. */
export const SETTINGS: Settings = {
  command: [process.execPath, CAREFUL],
  cwd: import.meta.dirname,
  environment: {},
  signal: "SIGTERM",
  graceMs: 8_000,
  startMs: 30_000,
  rounds: 1,
  jobs: 4,
  load: { clients: 50, requests: 20, idle: 20, crowd: 1_000, burst: 50 },
  routes: {
    fast: route("fast", "/", 0),
    slow: route("slow", `/slow?ms=${SLOW_MS}`, SLOW_MS),
    stream: route("stream", `/stream?ms=${SLOW_MS}`, SLOW_MS),
    events: route("events", "/sse", 0),
    socket: { ...route("socket", "/ws", 0), status: 101 },
    upload: { ...route("upload", "/upload", 0), method: "POST" },
    hang: route("hang", "/hang", 0),
    crash: route("crash", "/crash", 0),
    ready: route("ready", "/ready", 0),
    query: route("query", `/query?ms=${SLOW_MS}`, SLOW_MS),
  },
  lastLine: "^bye$",
  delayMs: 0,
  http2: true,
};

/** What differs from the usual plan. */
export interface Judging {
  readonly scenarios: readonly string[];
  /** For the server: `FAULT`, `GRACE_MS`. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly settings?: Partial<Settings>;
}

/** A run that shows nothing, since the machine had too much else to do, is tried again. */
const MOST_TRIES = 3;

/** Has the careful server, or what the settings name instead, judged by some scenarios. */
export async function judge(judging: Judging): Promise<readonly ScenarioResult[]> {
  let results = await judgeOnce(judging);
  for (let tries = 1; tries < MOST_TRIES; tries += 1) {
    const spoiled = results.filter(isSpoiled).map(({ id }) => id);
    if (spoiled.length === 0) break;
    const again = await judgeOnce({ ...judging, scenarios: spoiled });
    results = results.map((result) => again.find(({ id }) => id === result.id) ?? result);
  }
  return results;
}

/** Output that is cut for both readers that are there at once is no more than a suspicion. */
function isSpoiled({ id, verdict }: ScenarioResult): boolean {
  return verdict === "unjudged" || id === "output" && verdict === "weak";
}

async function judgeOnce(judging: Judging): Promise<readonly ScenarioResult[]> {
  const { scenarios, environment, settings } = judging;
  const dependency = await startDependency();
  try {
    const all: Settings = {
      ...SETTINGS,
      dependency: { variable: "DEPENDENCY", value: dependency.address },
      ...settings,
      environment: { DEPENDENCY: dependency.address, WITH_CHILD: "1", ...environment },
    };
    const chosen = SCENARIOS.filter(({ id }) => scenarios.includes(id));
    return await runAll(chosen, all, () => {});
  } finally {
    dependency.close();
  }
}

/** What of `expected` was not found. `LOST|RACE`: either of them. */
export function missingIn(
  { findings }: ScenarioResult,
  expected: readonly string[],
): readonly string[] {
  const codes = new Set(findings.map(({ code }) => code));
  return expected.filter((each) => !each.split("|").some((code) => codes.has(code)));
}

/**
 * Verifies a plan, and tries again what a busy machine did not let the judge see, unless it cannot be
 * seen at all.
 */
export async function verifyPatiently(
  plan: Plan,
  unable: readonly string[] = [],
): Promise<VerifyResult> {
  let result = await verify(plan);
  for (let tries = 1; tries < MOST_TRIES; tries += 1) {
    const unseen = result.scenarios
      .filter(({ id, verdict }) => verdict === "unjudged" && !unable.includes(id))
      .map(({ id }) => id);
    if (unseen.length === 0) break;
    result = together(result, await verify({ ...plan, scenarios: unseen }));
  }
  return result;
}

function together(result: VerifyResult, again: VerifyResult): VerifyResult {
  return {
    ...result,
    verdict: again.verdict === "pass" ? result.verdict : again.verdict,
    scenarios: result.scenarios.map((each) =>
      again.scenarios.find(({ id }) => id === each.id) ?? each
    ),
  };
}

/** What was found, in a form that tells the reason of a failed test. */
export function foundOf({ verdict, why, findings, runs }: ScenarioResult): string {
  const lines = findings.map(({ severity, code, what }) => `${severity} ${code}: ${what}`);
  const stderr = runs.flatMap((run) => run.stderr.slice(-3));
  return [`${verdict}${why === undefined ? "" : `: ${why}`}`, ...lines, ...stderr].join("\n  ");
}

/** A route that is answered with 200. */
export function route(kind: RouteKind, path: string, tookMs: number): Route {
  return { kind, path, method: "GET", headers: {}, status: 200, tookMs };
}
